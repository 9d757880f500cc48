#!/usr/bin/env bash
# The steps of the workflow watch.yml. They can be run in any clone: .github/watch.sh report && .github/watch.sh propose
#
#   report   run the watch; with news, renew the bundled data. Sets the output news to true or false.
#   propose  open a pull request with the renewed data and the list of changes, or renew the one that is open.
#
# TERRAPAZ is the command, .venv/bin/terrapaz by default; RULES the settings, .github/watch.toml by default.
set -euo pipefail
cd "$(dirname "$0")/.."
terrapaz=${TERRAPAZ:-.venv/bin/terrapaz}
rules=${RULES:-.github/watch.toml}
branch=watch
folder=dist/watch # as in the settings

report() {
  # the data in git are what the first run compares with; exit code 3: an optional source is missing
  if [ ! -f data/processed/manifest.json ]; then $terrapaz build || test $? -eq 3; fi
  local code=0
  $terrapaz watch "$rules" || code=$?
  case $code in
    0) echo "news=false" >>"${GITHUB_OUTPUT:-/dev/stdout}" ;;
    4)
      $terrapaz bundle --refreshed
      $terrapaz sources --markdown >docs/data.md
      echo "news=true" >>"${GITHUB_OUTPUT:-/dev/stdout}"
      ;;
    *) exit "$code" ;;
  esac
}

propose() {
  local title
  title=$(cat "$folder/en/line.txt")
  git switch --quiet -C "$branch"
  git add data/raw/bundled docs/data.md
  if git diff --cached --quiet; then
    echo "the bundled data are as they were: nothing to propose"
    return
  fi
  git commit --quiet -m "Renew the bundled data" -m "$title"
  git push --quiet --force origin "$branch"
  {
    printf '%s\n\n' "$title"
    printf 'Read the changes before you merge: checks do not know which of them are right.\n\n```text\n'
    tr -d '`' <"$folder/en/digest.txt" | head -c 60000
    printf '```\n\nSingle changes are in changes.csv of the published folder.\n'
  } >"$folder.md"
  gh pr create --head "$branch" --title "Renew the bundled data" --body-file "$folder.md" ||
    gh pr edit "$branch" --body-file "$folder.md"
}

case ${1:-} in
  report | propose) "$1" ;;
  *)
    echo "usage: .github/watch.sh report | propose" >&2
    exit 2
    ;;
esac

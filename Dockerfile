# The app with its tables built in: docker build -t terrapaz . && docker run --rm -p 8501:8501 terrapaz
FROM python:3.11-slim-bookworm

# rasterio's wheel is linked to libexpat, which neither it nor a slim image carries
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends libexpat1 && rm -rf /var/lib/apt/lists/*

# the code belongs to root; data, files for browsers and the compiler's cache to whom the app runs as
WORKDIR /srv/terrapaz
RUN useradd --create-home --uid 1000 terrapaz && install -d -o 1000 -g 1000 static /var/cache/numba
ENV NUMBA_CACHE_DIR=/var/cache/numba

COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY --chown=1000:1000 data data
COPY pyproject.toml README.md LICENSE streamlit_app.py ./
COPY .streamlit .streamlit
COPY geo geo
COPY layers layers
RUN pip install --no-cache-dir --no-deps --no-build-isolation -e .

USER 1000
RUN terrapaz build

# a build swaps whole folders, which overlayfs refuses for folders of the image
VOLUME ["/srv/terrapaz/data"]
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-c", "from http.client import HTTPConnection; app = HTTPConnection('127.0.0.1', 8501, timeout=4); app.request('GET', '/_stcore/health'); raise SystemExit(app.getresponse().status != 200)"]
CMD ["streamlit", "run", "streamlit_app.py", "--server.address", "0.0.0.0", "--server.port", "8501", "--server.headless", "true"]

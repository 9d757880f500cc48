"""How a map is made: a selection and the tables become one scene, and the scene a folium map."""

"""What machine tags mean: taxonomies and the clusters of galaxies, as reference."""

"""Organisations, the networks and domains they own, communities, people, and who may act."""

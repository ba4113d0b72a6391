import django

django.setup()  # before test modules import models

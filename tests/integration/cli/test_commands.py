"""The commands as somebody types them: each in a process of its own, on a home of its own."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.operators import noroshi


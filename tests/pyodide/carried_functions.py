"""In Pyodide: the functions from the files at /carried alone. Request: [[name, args], ...]; answer: what cells show."""

import json
import sys

sys.path.insert(0, "/carried")


def main(request):
    from xlcost.functions import call

    assert "numpy" not in sys.modules
    return json.dumps(
        {"python": sys.version_info[:2], "results": [call(name, args) for name, args in json.loads(request)]}
    )

"""The package's public names."""

import subprocess
import sys

import simsupport

HEAVY = ("numpy", "pandas", "pydantic", "ruamel.yaml", "scipy", "matplotlib", "simpy", "simsupport.scenario")


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = f"import sys, simsupport; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_is_there() -> None:
    for name in simsupport.__all__:
        assert getattr(simsupport, name) is not None
    assert set(simsupport.__all__) <= set(dir(simsupport))


def test_a_verb_is_not_hidden_by_the_module_of_the_same_name() -> None:
    import simsupport.compare

    assert callable(simsupport.compare)


def test_other_names_are_not_there() -> None:
    assert not hasattr(simsupport, "unheard_of")

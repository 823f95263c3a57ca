"""A plugin of pytest for `make proof`: what the tests of each file saw becomes a line of docs/preuves.md."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest
from proof_table import keep

PROVED = {
    "test_accessibility": "Chaque page dans les deux thèmes, par axe-core entier : rien de grave",
    "test_corruption": "Octets altérés : trouvés, nommés, jamais servis",
    "test_deposits": "Dépôts : la répétition rapide dit ce que dit le calcul entier",
    "test_determinism": "Mêmes dépôts, mêmes chiffres",
    "test_incremental": "Calcul partiel et calcul complet : les mêmes tables, sur des suites tirées au hasard",
    "test_many_sessions": "19 personnes à la fois, 50 pages chacune : à chacun son périmètre",
    "test_movement": "Décomposition d'un mouvement : les quatre effets font la somme, sur des états tirés au hasard",
    "test_newcomer": "Chaque commande de `make help`, dans une copie neuve, avec Python et make seuls",
    "test_oracle": "Second calcul, en Python et en fractions",
    "test_pilote": "Taux d'avancement de PILOTE",
    "test_properties": "Phrases du calcul et du format, sur des mondes tirés au hasard",
    "test_scope_matrix": "21 personnes, chaque page et chaque fichier : rien d'un autre périmètre",
}


class Proving:
    """Gathers the reports of each file; on several processes, in the one that commands the others."""

    def __init__(self) -> None:
        self.reports: dict[str, list[pytest.TestReport]] = defaultdict(list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.reports[report.nodeid.partition("::")[0].rpartition("/")[2].removesuffix(".py")].append(report)

    def pytest_sessionfinish(self) -> None:
        for file, reports in self.reports.items():
            if file in PROVED:
                lasted = max(report.stop for report in reports) - min(report.start for report in reports)
                keep("make proof", PROVED[file], sentence(reports), lasted)


def sentence(reports: list[pytest.TestReport]) -> str:
    """How many tests held how many times, what they counted on the way (`record_property`), how many did not hold."""
    ran = [report for report in reports if report.when == "call"]
    counted = Counter[str]()
    for report in ran:
        for name, number in report.user_properties:
            counted[name] += int(str(number))
    tests = len({report.nodeid.partition("[")[0] for report in ran})
    parts = [f"{tests} tests passés {sum(report.passed for report in ran)} fois"]
    parts += [f"{number} {name}" for name, number in counted.items()]
    return ", ".join([*parts, f"{sum(report.failed for report in reports)} manquements"])


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Proving())

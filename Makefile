# Toutes les commandes du projet. Il ne faut que Python 3.11, 3.12 ou 3.13 et make ; sous Windows : make.ps1.
PYTHON ?= python3
START ?= 1
PORT ?= 8501
JOBS ?= 3

VENV := .venv
BIN := $(VENV)/bin
# The mark of a finished installation: nothing is installed again as long as it is newer than the two files it rests on.
INSTALLED := $(VENV)/.installed
# Invented figures never share a folder with received ones (data/).
DEMO_DATA := data-demo

# The files of tests of `make check`: what the words and figures mean, and the shape of the code.
MEANING := architecture dependencies method examples catalogue agreements notation territories progress consolidation

# The files of tests that `make proof` runs at length.
PROVED := oracle properties determinism incremental corruption pilote newcomer scope_matrix many_sessions movement deposits accessibility

# Adds to what is installed one group of pyproject.toml, which nothing else needs.
ADD = $(BIN)/python -m uv pip install --quiet --system-certs --python $(BIN)/python --constraint requirements.lock \
	--build-constraint requirements.lock -e '.[$(1)]'

CHECK_PYTHON := import sys; v = sys.version_info[:2]; sys.exit(not (3, 11) <= v < (3, 14))

.DEFAULT_GOAL := help
.PHONY: spark help demo start test short-proofs check lint format types install bench bench-peers load fuzz faults chaos soak attack proof mutation docs golden screenshots lock sbom licences modules secrets clean

help: ## Affiche cette aide
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1|/' | while IFS='|' read -r name text; do printf '  %-17s %s\n' "$$name" "$$text"; done

demo: install ## Construit les données de démonstration et ouvre le tableau de bord (START=0 : sans l'ouvrir)
	PILOTAGE_DATA=$(DEMO_DATA) $(BIN)/pilotage demo
ifneq ($(START),0)
	PILOTAGE_DATA=$(DEMO_DATA) $(BIN)/pilotage start --port $(PORT)
endif

start: install ## Ouvre le tableau de bord sur les données reçues (dossier data/, ou PILOTAGE_DATA)
	$(BIN)/pilotage start --port $(PORT)

# Types take a minute of one core: they are checked beside the tests, and what they are is told at the end.
# Tests start the program dozens of times: what was compiled once is kept, even where the surroundings forbid it.
define tried
@told=$$(mktemp); $(BIN)/pyright >"$$told" 2>&1 & checking=$$!; \
PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(1); tried=$$?; \
wait $$checking; checked=$$?; cat "$$told"; rm -f "$$told"; [ $$checked -eq 0 ] && exit $$tried
endef

# Proofs, even short, and what waits for a browser or a spreadsheet program are as long as all other tests: .ci/run runs
# them at each change, and so does whoever names their file.
test: lint ## Vérifie style, types et tests, preuves et navigateur à part (TESTS=fichier : ce fichier, tout compris)
	$(call tried,--without-proofs $(TESTS))

short-proofs: install ## Joue en court ce que « make test » laisse à l'intégration continue : preuves, navigateur, LibreOffice
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder -m "proof or browser or office"

check: lint ## Vérifie l'essentiel en une minute, à chaque enregistrement : style, types, sens des chiffres, forme du code
	$(call tried,$(addprefix tests/test_,$(addsuffix .py,$(MEANING))))

lint: install ## Vérifie le style du code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: install ## Met le code en forme
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: install ## Vérifie les types
	$(BIN)/pyright

bench: install ## Mesure la lecture, le calcul et les pages (REPORTS=dossier : sur d'autres comptes rendus, QUICK=1 : un tour)
	@$(call ADD,bench)
	$(BIN)/python bench/bench.py $(REPORTS)
	$(BIN)/python bench/bench_one_more.py $(REPORTS)
	$(BIN)/python bench/bench_memory.py $(REPORTS)
	$(BIN)/python bench/bench_to_screen.py
	$(BIN)/python bench/bench_outputs.py
	$(BIN)/python bench/bench_official.py
	$(BIN)/python bench/bench_schools.py
	$(BIN)/python bench/bench_pages.py
	$(BIN)/python bench/bench_first_view.py
	$(BIN)/python bench/bench_school_pages.py
	$(BIN)/python bench/bench_sessions.py

bench-peers: install ## Mesure le même calcul écrit avec openpyxl et pandas, puis calamine et polars, chiffres égaux (QUICK=1 : un tour)
	@$(call ADD,bench)
	$(BIN)/python bench/bench_peers.py

docs: install ## Réécrit les pages et schémas générés (docs/)
	$(BIN)/python -m pipelines.outputs.reference_docs

golden: install ## Accepte ce que la démonstration montre désormais : réécrit tests/golden.toml (le commit dit pourquoi)
	GOLDEN=accept $(BIN)/python -m pytest tests/test_golden.py

screenshots: install ## Refait les captures d'écran du guide (docs/images), sur les données de démonstration
	$(BIN)/python tests/support/screenshots.py $(PAGES)

load: install ## Fait déposer 119 comités à la fois par le navigateur, et mesure
	PROOF=long $(BIN)/python -m pytest -s tests/test_deposits_load.py

fuzz: install ## Déforme 10 000 fichiers et vérifie que chacun est lu ou refusé (FILES=nombre), en moins de dix minutes
	$(BIN)/python proofs/fuzz.py $(FILES)

proof: install ## Éprouve longuement chiffres, altérations et pannes, en une à deux heures (EXAMPLES=500 mondes, TESTS=pilote : une partie)
	PROOF=long PYTHONPATH=proofs PROOF_EXAMPLES=$(or $(EXAMPLES),500) $(BIN)/python -m pytest -p proving -n $(JOBS) --dist loadfile \
		$(addprefix tests/test_,$(addsuffix .py,$(or $(TESTS),$(PROVED))))
	$(if $(TESTS),,$(MAKE) faults chaos ALIKE=1)

faults: install ## Casse dépôt, calcul, gel et restauration à chaque appel système (EVERY=nombre : un sur tant, ALIKE=1, ONLY=dépôt)
	$(BIN)/python proofs/faults/everywhere.py --jobs $(JOBS) $(if $(EVERY),--every $(EVERY)) $(if $(ALIKE),--alike) $(if $(ONLY),--only $(ONLY))

chaos: install ## Tue 500 fois déposants, constructeur et lecteurs, puis simule 1 000 coupures de courant (KILLS, CUTS)
	$(BIN)/python proofs/faults/chaos.py $(if $(KILLS),--kills $(KILLS))
	$(BIN)/python proofs/faults/power.py $(if $(CUTS),--cuts $(CUTS))

soak: install ## Cinquante personnes sur un serveur, un calcul par minute : la mémoire ne croît pas (LENGTH=3600 secondes, HOSTILE=1)
	$(BIN)/python proofs/soak.py $(if $(LENGTH),--length $(LENGTH)) $(if $(HOSTILE),--hostile)

attack: install ## Attaque un serveur comme un compte hostile le ferait, pendant que d'autres lisent, en cinq minutes (ONLY=nom, SCALE=0.3)
	$(BIN)/python proofs/attack/run.py $(if $(ONLY),--only $(ONLY)) $(if $(SCALE),--scale $(SCALE))

mutation: install ## Change le calcul, un signe à la fois, et compte ce que les tests voient (SAMPLE=nombre, ONLY=chemin, JOBS=processus)
	$(BIN)/python proofs/mutation/score.py $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(ONLY),--only $(ONLY)) $(if $(JOBS),--jobs $(JOBS))

# Needs uv alone, not an installation: the lock that stands may be the very one that no longer fits.
lock: ## Réécrit requirements.lock : les versions de constraints.txt et l'empreinte de chaque fichier
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	$(BIN)/python -m tools.supply.lock

sbom: install ## Écrit l'inventaire de ce qui est installé (CycloneDX) dans build/sbom.cdx.json
	$(BIN)/python -m tools.supply.sbom

licences: install ## Réécrit docs/licences.md et docs/homologation.md, et refuse une licence inconnue
	$(BIN)/python -m tools.supply.documents

modules: install ## Réécrit la liste des modules de Streamlit qui peuvent être servis ensemble, pour la version installée
	$(BIN)/python -m tools.steady_modules

secrets: install ## Cherche un secret dans les fichiers suivis par git
	$(BIN)/python -m tools.supply.leaks

install: $(INSTALLED) ## Crée .venv et y installe le projet

spark: install ## Ajoute Spark, qu'un seul test demande (et Java 17, qui n'est pas installé)
	@$(call ADD,spark)

$(INSTALLED): pyproject.toml requirements.lock requirements-uv.lock
	@$(PYTHON) -c '$(CHECK_PYTHON)' 2>/dev/null || { echo "Il faut Python 3.11, 3.12 ou 3.13 ; « $(PYTHON) » n'en est pas un : $$($(PYTHON) --version 2>&1)."; \
		echo "Indiquez-en un autre, par exemple : make demo PYTHON=python3.12"; exit 1; } >&2
	@$(BIN)/python -c 'import pip; $(CHECK_PYTHON)' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV) || { \
		echo "L'environnement $(VENV) n'a pas pu être créé. Sous Debian ou Ubuntu, installez le paquet python3-venv."; exit 1; } >&2
	@echo "Installation dans $(VENV)…"
	@# Every file that is downloaded, build tools included, is refused unless its SHA-256 is in the lock.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock && \
		$(BIN)/python -m uv pip install --quiet --system-certs --python $(BIN)/python --constraint requirements.lock \
			--build-constraint requirements.lock --compile-bytecode -e '.[dev]' || { \
		echo "uv n'a pas pu tout installer : pip prend le relais, plus lentement."; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; }
	@touch $@

clean: ## Efface l'environnement, les caches et la démonstration ; jamais data/
	rm -rf $(VENV) build dist data-demo .pytest_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

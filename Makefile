# 每条命令自己准备好环境：虚拟环境、依赖、数据。PYTHON=python3.12 make test 可换解释器。
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# durable_rules 2.0.28 calls a C function that Python 3.13 no longer has; its successor means the same.
ENGINE_CPPFLAGS = $(shell $(PYTHON) -c 'import sys; print("-DPyEval_CallObject=PyObject_CallObject" if sys.version_info >= (3, 13) else "")')

.PHONY: manual demo test browser postgresql lint format bench soak serve bless laws clean

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "需要 Python 3.11 或更新版本（可用 PYTHON=路径 指定）。"; exit 2; }
	@command -v $${CC:-cc} >/dev/null || { echo "缺少 C 编译器：请先安装（Debian：apt-get install gcc）。"; exit 2; }
	@$(PYTHON) -c 'import sysconfig, pathlib, sys; sys.exit(not (pathlib.Path(sysconfig.get_paths()["include"]) / "Python.h").exists())' || { echo "缺少 Python 头文件：请先安装（Debian：apt-get install python3-dev）。"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { echo "建不了虚拟环境：请先安装（Debian：apt-get install python3-venv）。"; exit 2; }
	@echo "正在安装依赖，约一分钟……"
	@CPPFLAGS="$(ENGINE_CPPFLAGS)" $(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $(READY)

demo: $(READY)
	@$(BIN)/quanmu demo --into demo

# The pages are tried in a real browser; where none can be installed those tests skip and say so.
browser:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo "正在安装 Chromium……" && { apt-get install -y -qq chromium fonts-noto-cjk >/dev/null 2>&1 || { apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk; } >/dev/null 2>&1; }; } || echo "没有 Chromium，网页的浏览器测试会跳过（Debian：apt-get install chromium fonts-noto-cjk）。"

# The web application is also tried on a real PostgreSQL; the tests start one of their own.
postgresql:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo "正在安装 PostgreSQL……" && { apt-get install -y -qq postgresql >/dev/null 2>&1 || { apt-get update -qq && apt-get install -y -qq postgresql; } >/dev/null 2>&1; }; } || echo "没有 PostgreSQL，对它的测试会跳过（Debian：apt-get install postgresql）。"

test: $(READY) browser postgresql
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# The manual's pictures are those that the browser tests take, shrunk.
manual: $(READY) browser
	@$(BIN)/python -m pytest -q tests/web && $(BIN)/python tests/web/manual_pictures.py

lint: $(READY)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

format: $(READY)
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: $(READY)
	@$(BIN)/python bench/run.py
	@$(BIN)/python bench/imports.py
	@$(BIN)/python bench/people.py
	@$(BIN)/python bench/refusals.py
	@$(BIN)/python bench/cards.py
	@$(BIN)/python bench/publish.py
	@$(BIN)/python bench/lists.py

soak: $(READY)
	@QUANMU_SOAK=1 $(BIN)/python -m pytest -n 2 --dist loadfile tests/rules tests/importers/test_fuzz.py tests/exporters/test_seal.py tests/app/test_killed.py tests/web/test_web_killed.py tests/web/test_web_many.py tests/test_linhu_selfcheck.py tests/test_linhu.py::test_made_twice_the_same_bytes

serve: $(READY)
	@$(BIN)/quanmu serve

bless: $(READY)
	@QUANMU_BLESS=1 $(BIN)/python -m pytest tests/exporters

laws: $(READY)
	@PYTHONPATH=.:tests $(BIN)/python -m law_text.extract $(LAWS)

clean:
	rm -rf demo $(VENV)

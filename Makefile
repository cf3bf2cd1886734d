# The two commands of a newcomer are `make demo` and `make test`; `make help` lists the rest.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

# What the product and its emulators need from Debian 12 or 13.
SYSTEM_PACKAGES := pcscd vsmartcard-vpcd libpcsclite-dev swig gcc python3-dev python3-venv \
                   fonts-noto-core fonts-dejavu-core xvfb xdotool libgl1 libgl1-mesa-dri libegl1 libgles2 libcairo2 libfribidi0 \
                   iproute2 util-linux login curl espeak-ng alsa-utils \
                   fdisk mtools dosfstools squashfs-tools e2fsprogs u-boot-tools rauc \
                   systemd udev dbus polkitd nftables libpam-passwdqc whois

# What the image is built and tested with, for those who do.
IMAGE_PACKAGES := mmdebstrap qemu-user-static arch-test systemd qemu-system-arm u-boot-qemu

SUDO := $(if $(filter 0,$(shell id -u)),,sudo)

.DEFAULT_GOAL := help
.PHONY: help setup system image-system image bundle image-test image-test-full demo test test-devices check bench soak screens tickets homologation lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

setup: system $(VENV)/.installed ## install system packages and the locked Python packages

system:
	@missing=$$(for p in $(SYSTEM_PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || echo $$p; done); \
	if [ -n "$$missing" ]; then \
	    echo "installing: $$missing"; \
	    $(SUDO) apt-get update -q && \
	    $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $$missing; \
	fi

# The build tools come first and from their own lock, so that nothing unhashed enters a source build.
$(VENV)/.installed: requirements.lock requirements-build.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-build.lock
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes --no-build-isolation -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

demo: setup ## one whole check-in on the embedded emulators; pictures in out/demo/
	$(BIN)/kiosk demo

test: setup ## every test
	$(BIN)/pytest

test-devices: setup ## the tests that need a GPIO chip (or gpio-sim, as root) and a headset socket
	$(BIN)/pytest -n0 -m device

check: setup ## style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell

bench: setup ## what is fast enough: ratios and times with their limits, also in out/bench.json
	$(BIN)/python -m tests.bench

screens: setup ## every page in every language and look on every panel, in out/screens/index.html; ONLY="--language fr" for less
	$(BIN)/python -m tests.ui.gallery $(ONLY)

soak: setup ## 500 whole visits, and whether memory, threads and files stay flat; takes an hour
	$(BIN)/python -m tests.soak

tickets: setup ## every kind of ticket as a picture, in out/tickets/index.html
	$(BIN)/python -m tests.integration.printer.gallery

homologation: setup ## the known INSi homologation cases against the simulator; report in out/homologation/
	$(BIN)/python -m tests.homologation

# VERSION=1.2.3; KEYRING=ca.pem CERTIFICATE=signer.pem KEY=signer.key, without which an authority for trials is made here;
# CACHE=FOLDER keeps the results of the steps, otherwise in the user's own cache folder.
IMAGE := $(SUDO) $(BIN)/python -m image.make --cache "$(CACHE)" --keyring "$(KEYRING)" --certificate "$(CERTIFICATE)" \
         --key "$(KEY)" $(if $(VERSION),--version $(VERSION))

image: setup image-system ## the file to flash for Raspberry Pi 3, 4 and CM4, in out/image/
	$(IMAGE) image

bundle: setup image-system ## the signed update of such an image, in out/image/
	$(IMAGE) bundle

image-test: setup image-system ## the small image in QEMU: set up by a technician, then one whole check-in; pictures in out/image-test/
	$(IMAGE) --variant small image
	$(BIN)/python -m tests.image.check_in

image-test-full: image-test ## updates, power cuts and broken slots in QEMU; table in out/image-test-full/
	$(BIN)/python -m tests.image.faults

image-system:
	@$(MAKE) --no-print-directory system SYSTEM_PACKAGES="$(IMAGE_PACKAGES)"

lock: ## renew the two locks (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group test pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group build -o requirements-build.lock

clean: ## remove what the targets made
	rm -rf $(VENV) out

"""The way from package lists to the image, in the order of the data."""

import functools
import json
from dataclasses import dataclass
from pathlib import Path

from image.make import debian_root, debian_sources, disk, manifest, overlay, sbom, slot, wheels
from image.make.accounts import LOGIN_RULES
from image.make.bundle import COMPATIBLE, make_bundle
from image.make.packages import Archive, read_list
from image.make.run import run
from image.make.signing import Signing
from image.make.steps import Steps, new_folder
from image.make.trial_start import try_out
from image.make.variant import Variant

KEYRING = "etc/rauc/keyring.pem"
_CODE = Path(__file__).parent
_OF_SLOT = (
    "accounts.py", "inside.py", "manifest.py", "overlay.py", "sbom.py", "slot.py", "trial_start.py", "wheels.py",
)  # fmt: skip


@dataclass(frozen=True)
class Built:
    """Finished parts in the cache, which keeps them for a while."""

    debian: Path
    slot: Path
    """Folder of `kernel.img` and `root.img`, and of the two lists of what is in them."""
    boot: Path
    epoch: int


class Build:
    def __init__(self, variant: Variant, version: str, signing: Signing, steps: Steps) -> None:
        self._variant = variant
        self._version = version
        self._signing = signing
        self._steps = steps
        self._cache = steps.cache

    @property
    def name(self) -> str:
        return f"vitale-kiosk-{self._variant.name}-{self._version}"

    def parts(self) -> Built:
        debian = self._debian_root()
        epoch = int((debian / "epoch").read_text())
        vendored = self._steps.step(
            "vendored wheels", self._code("wheels.py", wheels.VENDORED, wheels.LOCK), wheels.fetch_vendored
        )
        product = self._steps.step(
            "product wheel",
            [self._version, *self._code("wheels.py", *wheels.SOURCES)],
            functools.partial(wheels.build_product, self._version),
        )
        return Built(debian, self._slot(debian, vendored, product, epoch), self._boot(debian), epoch)

    def image(self, out: Path) -> list[Path]:
        """Leave the file to flash, and beside it the list of packages and the bill of materials."""
        parts = self.parts()
        target = out / f"{self.name}.img"
        with self._steps.timed("disk image"), new_folder(self._cache) as folder:
            made = folder / target.name
            table = disk.make_table(made)
            data = disk.make_data_partition(table[7].size, parts.epoch, folder)
            kernel, root = parts.slot / slot.KERNEL, parts.slot / slot.ROOT
            contents = {1: parts.boot / disk.BOOT, 2: kernel, 3: kernel, 5: root, 6: root, 7: data}
            disk.assemble(made, contents)
            disk.publish(made, target)
        return [target, *self._publish_lists(parts, out)]

    def bundle(self, out: Path) -> list[Path]:
        """Leave the signed update, and beside it the list of packages and the bill of materials."""
        parts = self.parts()
        target = out / f"{self.name}.raucb"
        with self._steps.timed("update bundle"), new_folder(self._cache) as folder:
            make_bundle(parts.slot, self._version, self._signing, folder / target.name)
            disk.publish(folder / target.name, target)
        return [target, *self._publish_lists(parts, out)]

    def _debian_root(self) -> Path:
        names = [name for file in self._variant.package_lists for name in read_list(file)]
        sources = debian_sources.of_build_machine()
        with new_folder(self._cache) as folder:
            with self._steps.timed("package index"):
                archive = Archive(sources, folder)

            def resolve(versions: Path) -> None:
                (versions / "packages").write_text("\n".join(archive.resolve(names)))

            def make(root: Path) -> None:
                debian_root.make_debian_root(names, sources, archive.released_at, root)
                (root / "epoch").write_text(f"{archive.released_at}\n")

            versions = self._steps.step(f"versions {self._variant.name}", [*names, *archive.releases], resolve)
            inputs = [*debian_root.recipe(), versions / "packages"]
            return self._steps.step(f"debian {self._variant.name}", inputs, make)

    def _slot(self, debian: Path, vendored: Path, product: Path, epoch: int) -> Path:
        variant = self._variant
        bootargs = slot.further_bootargs(slot.CMDLINE.read_text("utf-8"), variant.further_bootargs)
        image = {"name": f"vitale-kiosk-{variant.name}", "version": self._version, "compatible": COMPATIBLE}

        def make(folder: Path) -> None:
            root = folder / "root"
            debian_root.unpack(debian / debian_root.ARCHIVE, root)
            installed = sorted([*vendored.glob("*.whl"), *product.glob("*.whl")])
            packages = manifest.packages_of(root, installed)
            for wheel in installed:
                wheels.install(wheel, root)
            wheels.compile_modules(root)
            overlay.apply(variant.overlays, root)
            overlay.name_image(root, variant.name, self._version)
            (root / KEYRING).write_bytes(self._signing.keyring.read_bytes())
            try_out(root, wheels.modules_folder(root))
            slot.make_kernel_partition(root, bootargs, table[2].size, folder)
            slot.make_root_partition(root, table[5].size, epoch, folder)
            (folder / "packages.json").write_text(manifest.as_json(packages, image))
            (folder / "sbom.cdx.json").write_text(sbom.cyclonedx(packages, image, epoch))
            run(["rm", "-rf", "--one-file-system", root])

        with new_folder(self._cache) as folder:
            table = disk.make_table(folder / "table")
        inputs = [
            debian.name, vendored.name, product.name, *variant.overlays, bootargs, json.dumps(image), str(epoch),
            LOGIN_RULES, disk.TABLE, self._signing.keyring, *self._code(*_OF_SLOT),
        ]  # fmt: skip
        return self._steps.step(f"slot {variant.name}", inputs, make)

    def _boot(self, debian: Path) -> Path:
        def make(folder: Path) -> None:
            root = folder / "root"
            debian_root.unpack(debian / debian_root.ARCHIVE, root, ["./boot", "./usr/lib"])
            table = disk.make_table(folder / "table")
            disk.make_boot_partition(root, table[1].size, folder, has_pi_firmware=self._variant.has_pi_firmware)
            run(["rm", "-rf", "--one-file-system", root, folder / "table"])

        inputs = [debian.name, *self._code("disk.py", "slot.py", "uboot_environment.py")]
        inputs += [disk.TABLE, disk.BOOT_SCRIPT, disk.FIRMWARE_SETTINGS]
        return self._steps.step(f"boot {self._variant.name}", inputs, make)

    def _publish_lists(self, parts: Built, out: Path) -> list[Path]:
        lists = {"packages.json": out / f"{self.name}.packages.json", "sbom.cdx.json": out / f"{self.name}.cdx.json"}
        for made, target in lists.items():
            disk.publish(parts.slot / made, target)
        return list(lists.values())

    @staticmethod
    def _code(*inputs: str | Path) -> list[Path | str]:
        """Name files of this package, which decide about a result as its other inputs do."""
        return [_CODE / given if isinstance(given, str) else given for given in inputs]

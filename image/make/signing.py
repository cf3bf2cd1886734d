"""Who signs update bundles: the site's or the vendor's own certificate, or one made for trying things out."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from image.make.refusal import Refusal

_CA_LIFE = dt.timedelta(days=7300)
_SIGNER_LIFE = dt.timedelta(days=3650)


@dataclass(frozen=True)
class Signing:
    keyring: Path
    """PEM; the authorities whose bundles an image takes."""
    certificate: Path
    key: Path
    is_for_trial: bool


def given(keyring: Path | None, certificate: Path | None, key: Path | None, trial_folder: Path) -> Signing:
    """Take the files as they were given, all or none; without any, a trial authority kept in `trial_folder`."""
    files = [file for file in (keyring, certificate, key) if file is not None]
    for file in files:
        if not file.is_file():
            raise Refusal(f"{file} is not there", "name PEM files with KEYRING=, CERTIFICATE= and KEY=")
    if keyring and certificate and key:
        return Signing(keyring, certificate, key, is_for_trial=False)
    if files:
        raise Refusal("a bundle needs an authority, a certificate and its key", "name KEYRING=, CERTIFICATE= and KEY=")
    trial = Signing(
        trial_folder / "ca.pem", trial_folder / "signer.pem", trial_folder / "signer.key", is_for_trial=True
    )
    if not all(file.is_file() for file in (trial.keyring, trial.certificate, trial.key)):
        make_authority(trial_folder, "trial")
    return trial


def make_authority(folder: Path, name: str) -> None:
    """Leave `ca.pem`, and `signer.pem` and `signer.key` for signing code; the authority's own key is forgotten."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    ca_key, signer_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name, signer_name = _name(f"{name} authority"), _name(f"{name} signer")
    ca = (
        _certificate(ca_name, ca_name, ca_key.public_key(), _CA_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .sign(ca_key, SHA256())
    )
    signer = (
        _certificate(signer_name, ca_name, signer_key.public_key(), _SIGNER_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False)
        .sign(ca_key, SHA256())
    )
    key_file = folder / "signer.key"
    key_file.touch(mode=0o600)
    key_file.write_bytes(signer_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "signer.pem").write_bytes(signer.public_bytes(Encoding.PEM))
    (folder / "ca.pem").write_bytes(ca.public_bytes(Encoding.PEM))


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "vitale-kiosk"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, life: dt.timedelta
) -> x509.CertificateBuilder:
    # A kiosk without a clock of its own may believe that it is still the day its image was made.
    begin = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(dt.datetime.now(dt.UTC) + life)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )

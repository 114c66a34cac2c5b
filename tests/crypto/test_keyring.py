import json
import multiprocessing
import os
import stat

import pytest

from training_app.crypto.errors import KeyringError
from training_app.crypto.keyring import Keyring, State, Use
from training_app.crypto.suites import Suite


@pytest.fixture
def path(tmp_path):
    return tmp_path / "keys" / "keyring.json"


def test_it_is_made_private_and_read_again(path):
    made = Keyring.load_or_create(path)
    again = Keyring.load_or_create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == ["keyring.json"]
    assert made.to_json() == again.to_json()
    assert {entry["use"] for entry in json.loads(path.read_bytes())["keys"]} == {str(use) for use in Use}


def test_two_installations_share_nothing_and_one_shares_no_key_between_uses(tmp_path):
    rings = [Keyring.load_or_create(tmp_path / name / "keyring.json") for name in ("one", "two")]
    secrets = {ring.active(use).secret for ring in rings for use in Use}
    assert len(secrets) == 2 * len(Use)
    key = rings[0].active(Use.ENC)
    assert key.derive("people.persons.phone", 16) != key.derive("people.person_documents.number", 16)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666])
def test_a_file_open_to_others_stops_the_start(path, mode):
    Keyring.load_or_create(path)
    path.chmod(mode)
    with pytest.raises(KeyringError, match="权限为") as refused:
        Keyring.load_or_create(path)
    assert refused.value.code == "keyring.too_open"
    assert str(path) in str(refused.value)


def test_a_directory_open_to_others_stops_the_start(path):
    Keyring.load_or_create(path)
    path.parent.chmod(0o750)
    with pytest.raises(KeyringError) as refused:
        Keyring.load_or_create(path)
    assert refused.value.code == "keyring.too_open"


def test_links_are_refused(path, tmp_path):
    Keyring.load_or_create(path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    (elsewhere / "keyring.json").symlink_to(path)
    with pytest.raises(KeyringError) as refused:
        Keyring.load_or_create(elsewhere / "keyring.json")
    assert refused.value.code == "keyring.not_regular"
    (tmp_path / "linked").symlink_to(path.parent, target_is_directory=True)
    with pytest.raises(KeyringError) as refused:
        Keyring.load_or_create(tmp_path / "linked" / "keyring.json")
    assert refused.value.code == "keyring.not_directory"
    dangling = tmp_path / "dangling" / "keyring.json"
    dangling.parent.mkdir(mode=0o700)
    dangling.symlink_to(tmp_path / "nowhere")
    with pytest.raises(KeyringError) as refused:
        Keyring.load_or_create(dangling)
    assert refused.value.code == "keyring.not_regular"
    os.mkfifo(tmp_path / "dangling" / "pipe", 0o600)
    with pytest.raises(KeyringError) as refused:
        Keyring.load_or_create(tmp_path / "dangling" / "pipe")
    assert refused.value.code == "keyring.not_regular"


def test_a_foreign_owner_is_refused(path, monkeypatch):
    Keyring.load_or_create(path)
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(KeyringError) as refused:
        Keyring.load_or_create(path)
    assert refused.value.code == "keyring.wrong_owner"


def _document(path):
    return json.loads(path.read_bytes())


@pytest.mark.parametrize(
    "damage",
    [
        lambda document: document["keys"].pop(),
        lambda document: document["keys"].append(document["keys"][0]),
        lambda document: document["keys"][0].update(key="c2hvcnQ="),
        lambda document: document["keys"][0].update(key="no base64!"),
        lambda document: document["keys"][0].update(kid=0),
        lambda document: document["keys"][0].update(kid=70000),
        lambda document: document["keys"][0].update(use="other"),
        lambda document: document["keys"][0].update(alg="rot13"),
        lambda document: document["keys"][1].update(alg="sm4-gcm"),
        lambda document: document["keys"][0].update(state="asleep"),
        lambda document: document["keys"][0].update(state="retired"),
        lambda document: document.update(format=2),
        lambda document: document.clear(),
    ],
)
def test_a_damaged_keyring_is_refused_and_kept(path, damage):
    Keyring.load_or_create(path)
    document = _document(path)
    damage(document)
    path.write_text(json.dumps(document))
    with pytest.raises(KeyringError, match="从密钥备份恢复") as refused:
        Keyring.load_or_create(path)
    assert refused.value.code == "keyring.damaged"
    assert _document(path) == document


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b"null"])
def test_content_that_is_no_keyring_is_refused(path, content):
    Keyring.load_or_create(path)
    path.write_bytes(content)
    with pytest.raises(KeyringError) as refused:
        Keyring.load_or_create(path)
    assert refused.value.code == "keyring.damaged"


def test_the_refusal_and_the_representation_hold_no_secret(path):
    ring = Keyring.load_or_create(path)
    key = ring.active(Use.ENC)
    assert str(key.secret) not in repr(key) and key.secret.hex() not in repr(key)
    stored = _document(path)["keys"][0]["key"]
    path.write_text(json.dumps({"format": 1, "keys": [{"key": stored}]}))
    with pytest.raises(KeyringError) as refused:
        Keyring.load_or_create(path)
    assert stored not in str(refused.value)


def _start(path, barrier, answers):
    barrier.wait(10)
    answers.put(Keyring.load_or_create(path).to_json())


def test_processes_starting_at_once_agree_on_one_keyring(path):
    method = multiprocessing.get_context("spawn")
    barrier, answers = method.Barrier(4), method.Queue()
    starters = [method.Process(target=_start, args=(path, barrier, answers)) for _ in range(4)]
    for starter in starters:
        starter.start()
    rings = {answers.get(timeout=30) for _ in starters}
    for starter in starters:
        starter.join(10)
    assert rings == {path.read_bytes()}
    assert [entry.name for entry in path.parent.iterdir()] == ["keyring.json"]


def test_the_site_may_choose_aes(path):
    ring = Keyring.load_or_create(path, Suite.AES_256_GCM)
    assert ring.active(Use.ENC).suite is Suite.AES_256_GCM
    assert Keyring.load_or_create(path).active(Use.FILE).suite is Suite.AES_256_GCM


def test_session_secrets_come_active_first_and_retired_ones_are_gone():
    document = json.loads(Keyring.generate().to_json())
    session = next(entry for entry in document["keys"] if entry["use"] == "session")
    for kid, state in ((50, "decrypt-only"), (51, "retired")):
        other = json.loads(Keyring.generate().to_json())["keys"][3]
        document["keys"].insert(0, {**other, "kid": kid, "use": "session", "state": state})
    ring = Keyring.from_json(json.dumps(document).encode())
    secrets = ring.secrets(Use.SESSION)
    assert len(secrets) == 2
    assert secrets[0] == ring.active(Use.SESSION).derive("secret", 32)
    assert ring.active(Use.SESSION).kid == session["kid"]
    assert ring.readable(50, Use.SESSION).state is State.DECRYPT_ONLY
    assert ring.readable(51, Use.SESSION) is None
    assert ring.readable(50, Use.ENC) is None

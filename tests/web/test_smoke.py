"""The application answers."""

from training_app.kernel.actor import Role


def test_home_needs_a_login(client):
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login")


def test_bureau_sees_its_home(login_as):
    answer = login_as(Role.BUREAU).get("/")
    assert answer.status_code == 200, answer.get_data(as_text=True)

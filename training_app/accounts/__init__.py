"""Accounts: users, their memberships (role for whom), login, sessions that die at logout."""

"""What forms need to lose nothing: drafts of what was typed and not sent, and a memory of forms already carried out."""

"""Files the register keeps or draws: fonts, PDF paper, stored uploads."""

"""数字技术工程师培育与继续教育管理平台: the register behind the quarterly 《数字技术工程师培育项目开展情况表》."""

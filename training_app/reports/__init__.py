"""Reports: the quarterly return 《数字技术工程师培育项目开展情况表》 and its figures."""

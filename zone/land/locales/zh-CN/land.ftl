# 落地
project-title = 项目
milestone-signed = 签约
milestone-started = 开工
milestone-topped-out = 主体封顶
milestone-accepted = 竣工验收
milestone-production = 投产
milestone-capacity = 达产
project-phase-preparing = 前期
project-phase-building = 在建
project-phase-finished = 竣工待产
project-phase-producing = 投产
project-phase-at-capacity = 达产
project-phase-stopped = 终止

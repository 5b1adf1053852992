# 预测
forecast-provisional = 暂定：含尚未公布放假安排的日期
forecast-left-out = 不需要办的事项
forecast-why-always = 所有项目都要办
forecast-basis-own = 按本区办结件
forecast-basis-shrunk = 办结件不足 20 件，参照部门和时限
forecast-basis-took = 按目录所记用时
forecast-basis-promised = 按承诺时限估计
forecast-basis-statutory = 按法定时限估计
forecast-basis-legal-default = 未定时限，按行政许可法 20 个工作日估计
forecast-basis-unknown = 用时不详，未计

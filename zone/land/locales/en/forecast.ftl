# Forecasts
forecast-provisional = Provisional: with days without a published holiday notice
forecast-left-out = Matters that are not needed
forecast-why-always = needed by every project
forecast-basis-own = from decided cases here
forecast-basis-shrunk = fewer than 20 decided cases, with the department's and the limit
forecast-basis-took = as the catalogue says it took
forecast-basis-promised = reckoned from the promised limit
forecast-basis-statutory = reckoned from the statutory limit
forecast-basis-legal-default = no limit set, reckoned from the law's 20 working days
forecast-basis-unknown = not known, not counted

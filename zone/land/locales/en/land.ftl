# Landing
project-title = Projects
milestone-signed = Signed
milestone-started = Construction started
milestone-topped-out = Topped out
milestone-accepted = Completion accepted
milestone-production = In production
milestone-capacity = At design capacity
project-phase-preparing = Before construction
project-phase-building = Under construction
project-phase-finished = Completed
project-phase-producing = In production
project-phase-at-capacity = At design capacity
project-phase-stopped = Stopped

# Background jobs: progress, result, cancelling
job-title = Background job
job-state-queued = Queued
job-state-running = Running
job-state-done = Done
job-state-failed = Not completed
job-state-cancelled = Cancelled
job-state-interrupted = Interrupted
job-waiting = Waiting its turn
job-stopping = Stopping
job-interrupted = The program stopped before this job was finished. Whatever was saved is kept; please start the job again.
job-times = Started { $from }, ended { $to }
job-see-result = See the result
job-cancel-asked = Asked to stop; it will once the step in hand is done.

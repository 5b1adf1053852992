"""ECI, PCI and density by PyPI economic-complexity: peer.py TABLE REGIONS ACTIVITIES ROUNDS OUT
TABLE and OUT are little-endian float64. OUT: ECI, PCI, then the density of every region. Prints seconds, one line a round."""
import sys, time
import numpy, pandas
from economic_complexity import complexity, proximity, rca, relatedness
path, rows, cols, rounds, out = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
table = pandas.DataFrame(numpy.fromfile(path, "<f8").reshape(rows, cols))
for _ in range(rounds):
    start, cpu = time.perf_counter(), time.process_time()
    quotients = rca(table)
    eci, pci = complexity(quotients)
    near = relatedness(quotients, proximities=proximity(quotients))
    print(time.perf_counter() - start, time.process_time() - cpu, flush=True)
numpy.concatenate([eci.to_numpy(), pci.to_numpy(), near.to_numpy().ravel()]).astype("<f8").tofile(out)

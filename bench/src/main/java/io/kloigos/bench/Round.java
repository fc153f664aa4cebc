package io.kloigos.bench;

/**
 * What one round measured. A claim is one call, and so is a release.
 *
 * @param cpu processor time that the round took, by process
 */
record Round(double seconds, Latencies claims, Latencies releases, Cpu.Reading cpu) {
    int calls() {
        return claims.count() + releases.count();
    }

    double callsPerSecond() {
        return calls() / seconds;
    }
}

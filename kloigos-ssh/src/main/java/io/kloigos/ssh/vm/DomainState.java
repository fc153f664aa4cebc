package io.kloigos.ssh.vm;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.PowerState;

/** libvirt's domain states, as {@code domstate} says them and as {@code domstats} numbers them (virDomainState). */
final class DomainState {
    private DomainState() {}

    static PowerState ofWord(String word) {
        return switch (word) {
            case "running", "idle", "in shutdown", "dying", "no state" -> PowerState.RUNNING;
            case "paused" -> PowerState.PAUSED;
            case "shut off" -> PowerState.STOPPED;
            case "crashed" -> PowerState.CRASHED;
            case "pmsuspended" -> PowerState.SUSPENDED;
            default ->
                throw new KloigosException(
                        ErrorCode.HOST_FAILED, "The host reports a domain state that we do not know: '" + word + "'.");
        };
    }

    static PowerState ofNumber(int number) {
        return switch (number) {
            case 3 -> PowerState.PAUSED;
            case 5 -> PowerState.STOPPED;
            case 6 -> PowerState.CRASHED;
            case 7 -> PowerState.SUSPENDED;
            default -> PowerState.RUNNING;
        };
    }
}

package io.kloigos.core.hypervisor;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The shell of a fake host: it notes what it is told, and fails where a line ends with {@code exit} and a number. */
final class FakeShell implements ShellOfHost {
    private final Runnable answer;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    /** @param answer fails when the host does not answer */
    FakeShell(Runnable answer) {
        this.answer = answer;
    }

    @Override
    public void run(String line) {
        answer.run();
        lines.add(line);
        if (line.matches(".*\\bexit [1-9]\\d*")) {
            throw new KloigosException(ErrorCode.HOST_FAILED, "The fake host failed at: " + line);
        }
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    void copyTo(FakeShell other) {
        other.lines.addAll(lines);
    }
}

package io.kloigos.ssh;

import io.kloigos.core.task.TaskKillContract;
import io.kloigos.core.task.TwoHosts;

/** On real hosts: a run dies before and after each change that it makes there. */
class TaskKillLabIT extends TaskKillContract {
    @Override
    protected TwoHosts hosts() throws Exception {
        return new LabHosts();
    }
}

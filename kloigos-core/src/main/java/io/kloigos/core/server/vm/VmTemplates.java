package io.kloigos.core.server.vm;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.SqlErrors;
import io.kloigos.core.event.EventService;
import io.kloigos.core.json.Json;
import io.kloigos.core.server.vm.VmTemplateMapper.Row;
import io.kloigos.core.vm.VmRequest;
import java.util.List;
import java.util.Optional;
import org.apache.ibatis.exceptions.PersistenceException;

/** The templates of VMs for the pool. */
public final class VmTemplates {
    private static final int MOST = 1000;

    private final Database database;
    private final Changes changes;
    private final EventService events;

    public VmTemplates(Database database, Changes changes, EventService events) {
        this.database = database;
        this.changes = changes;
        this.events = events;
    }

    /** {@code CONFLICT} when its name is taken. */
    public VmTemplate add(Caller caller, VmTemplate template) {
        try {
            return changes.make(caller, "vm_template.add", template, Json.type(VmTemplate.class), tx -> {
                tx.mapper(VmTemplateMapper.class)
                        .insert(new Row(
                                template.name(),
                                template.description(),
                                Json.write(template.request()),
                                template.onRelease(),
                                template.createdAt()));
                events.record(
                        tx,
                        caller,
                        "vm_template.added",
                        target(template.name()),
                        "VM template " + template.name() + " was added");
                return template;
            });
        } catch (PersistenceException e) {
            if (SqlErrors.isDuplicate(e, "PRIMARY")) {
                throw KloigosException.conflict("There is a VM template " + template.name() + " already.");
            }
            throw e;
        }
    }

    /** {@code NOT_FOUND} when there is none of that name. */
    public VmTemplate get(String name) {
        return database.transact(tx ->
                        Optional.ofNullable(tx.mapper(VmTemplateMapper.class).find(name)))
                .map(VmTemplates::read)
                .orElseThrow(() -> KloigosException.notFound("VM template", name));
    }

    /** All of them, by name. */
    public List<VmTemplate> list() {
        return database.transact(tx -> tx.mapper(VmTemplateMapper.class).list(MOST)).stream()
                .map(VmTemplates::read)
                .toList();
    }

    /** Removes a template; VMs that were made from it stay as they are. */
    public void remove(Caller caller, String name) {
        database.run(tx -> {
            if (tx.mapper(VmTemplateMapper.class).delete(name) == 0) {
                throw KloigosException.notFound("VM template", name);
            }
            events.record(tx, caller, "vm_template.removed", target(name), "VM template " + name + " was removed");
        });
    }

    private static String target(String name) {
        return "vm_template:" + name;
    }

    private static VmTemplate read(Row row) {
        return new VmTemplate(
                row.name(),
                row.description(),
                Json.read(row.request(), VmRequest.class),
                row.onRelease(),
                row.createdAt());
    }
}

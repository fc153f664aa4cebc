package io.kloigos.core.project;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.SqlErrors;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.json.Json;
import io.kloigos.core.user.Role;
import io.kloigos.core.user.User;
import io.kloigos.core.user.UserService;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.exceptions.PersistenceException;

/** Who may do what in projects. */
public final class MemberService {
    private static final int MOST = 1000;

    private final Database database;
    private final Changes changes;
    private final EventService events;
    private final Clock clock;

    public MemberService(Database database, Changes changes, EventService events, Clock clock) {
        this.database = database;
        this.changes = changes;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Lets a user into a project. {@code NOT_FOUND} without the project or the user, {@code CONFLICT} when the user is in it.
     *
     * @param user id or name
     */
    public Member add(Caller caller, String projectId, String user, Role role) {
        record Request(String projectId, String user, Role role) {}
        Request request = new Request(projectId, user, role);
        try {
            return changes.make(caller, "member.add", request, Json.type(Member.class), tx -> {
                Quotas.require(tx, projectId);
                User found = UserService.find(tx, user);
                Member member = new Member(
                        caller.newId(request),
                        projectId,
                        found.userId(),
                        found.name(),
                        role,
                        clock.instant().truncatedTo(ChronoUnit.MILLIS));
                tx.mapper(MemberMapper.class).insert(member);
                record(tx, caller, "project.member_added", member, "is " + role.word() + " now");
                return member;
            });
        } catch (PersistenceException e) {
            if (SqlErrors.isDuplicate(e, "project_member_user")) {
                throw KloigosException.conflict(
                        "User " + user + " is in this project already. Give the member another role instead.");
            }
            throw e;
        }
    }

    /** In the order in which they came. {@code NOT_FOUND} when there is no such project. */
    public List<Member> list(String projectId) {
        return database.transact(tx -> {
            Quotas.require(tx, projectId);
            return tx.mapper(MemberMapper.class).ofProject(projectId, MOST);
        });
    }

    /**
     * Gives a member another role; the same again changes nothing. One whom an identity provider's groups let in keeps it
     * from then on, whatever they say. {@code NOT_FOUND} when the member is not in that project.
     */
    public Member setRole(Caller caller, String projectId, UUID memberId, Role role) {
        return database.transact(tx -> {
            Member member = member(tx, projectId, memberId);
            if (member.role() != role) {
                tx.mapper(MemberMapper.class).setRole(memberId, role);
                record(tx, caller, "project.member_changed", member, "is " + role.word() + " now");
            }
            return member(tx, projectId, memberId);
        });
    }

    /** {@code NOT_FOUND} when the project has no such member. */
    public void remove(Caller caller, String projectId, UUID memberId) {
        database.run(tx -> {
            Member member = member(tx, projectId, memberId);
            tx.mapper(MemberMapper.class).delete(memberId);
            record(tx, caller, "project.member_removed", member, "is no member any more");
        });
    }

    private static Member member(Transaction tx, String projectId, UUID memberId) {
        return Optional.ofNullable(tx.mapper(MemberMapper.class).find(projectId, memberId))
                .orElseThrow(() -> KloigosException.notFound("member", memberId));
    }

    private void record(Transaction tx, Caller caller, String type, Member member, String what) {
        events.record(tx, caller, type, Project.target(member.projectId()), "User " + member.userName() + " " + what);
    }
}

package io.kloigos.ssh.virsh;

/**
 * What a change makes of a description, for those who want to see it beforehand.
 *
 * @param name of what is described
 * @param before empty when it is new
 * @param after empty when it goes
 */
public record Edit(String name, String before, String after) {
    /** No description changes. */
    public static final Edit NONE = new Edit("", "", "");
}

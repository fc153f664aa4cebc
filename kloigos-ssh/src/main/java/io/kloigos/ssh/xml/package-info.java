/** Reading libvirt's XML without trusting it. */
@NullMarked
package io.kloigos.ssh.xml;

import org.jspecify.annotations.NullMarked;

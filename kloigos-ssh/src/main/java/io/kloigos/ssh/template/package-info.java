/** Rendering the documents that we send to hosts and guests. */
@NullMarked
package io.kloigos.ssh.template;

import org.jspecify.annotations.NullMarked;

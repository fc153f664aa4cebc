/** What keeps the timeline honest: its events chained by hashes, verified, pruned and exported. */
@NullMarked
package io.kloigos.core.audit;

import org.jspecify.annotations.NullMarked;

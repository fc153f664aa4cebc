/** MariaDB: the embedded server, migrations, transactions. */
@NullMarked
package io.kloigos.core.database;

import org.jspecify.annotations.NullMarked;

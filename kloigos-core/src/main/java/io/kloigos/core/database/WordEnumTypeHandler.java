package io.kloigos.core.database;

import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import org.apache.ibatis.type.BaseTypeHandler;
import org.apache.ibatis.type.JdbcType;
import org.jspecify.annotations.Nullable;

/** Enums are stored as their names in lower case, the words that JSON uses too. */
public final class WordEnumTypeHandler<E extends Enum<E>> extends BaseTypeHandler<E> {
    private final Class<E> type;

    public WordEnumTypeHandler(Class<E> type) {
        this.type = type;
    }

    @Override
    public void setNonNullParameter(PreparedStatement statement, int i, E value, JdbcType jdbcType)
            throws SQLException {
        statement.setString(i, value.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public @Nullable E getNullableResult(ResultSet rows, String column) throws SQLException {
        return constant(rows.getString(column));
    }

    @Override
    public @Nullable E getNullableResult(ResultSet rows, int column) throws SQLException {
        return constant(rows.getString(column));
    }

    @Override
    public @Nullable E getNullableResult(CallableStatement call, int column) throws SQLException {
        return constant(call.getString(column));
    }

    private @Nullable E constant(@Nullable String word) {
        return word == null ? null : Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }
}

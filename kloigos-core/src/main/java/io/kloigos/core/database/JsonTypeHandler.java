package io.kloigos.core.database;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.json.Json;
import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.ibatis.type.BaseTypeHandler;
import org.apache.ibatis.type.JdbcType;
import org.jspecify.annotations.Nullable;

/** A value kept as JSON. Features extend it, one small class a type, and name that class in their mappers. */
public abstract class JsonTypeHandler<T> extends BaseTypeHandler<T> {
    private final JavaType type;

    protected JsonTypeHandler(JavaType type) {
        this.type = type;
    }

    @Override
    public void setNonNullParameter(PreparedStatement statement, int i, T value, JdbcType jdbcType)
            throws SQLException {
        statement.setString(i, Json.write(value));
    }

    @Override
    public @Nullable T getNullableResult(ResultSet rows, String column) throws SQLException {
        return value(rows.getString(column));
    }

    @Override
    public @Nullable T getNullableResult(ResultSet rows, int column) throws SQLException {
        return value(rows.getString(column));
    }

    @Override
    public @Nullable T getNullableResult(CallableStatement call, int column) throws SQLException {
        return value(call.getString(column));
    }

    private @Nullable T value(@Nullable String json) {
        return json == null ? null : Json.read(json, type);
    }
}

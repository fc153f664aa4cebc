package io.kloigos.core.policy;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.kloigos.core.KloigosException;
import io.kloigos.core.task.Proposal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An expression in CEL that must be true. What it may cost is bounded: by its length, the number of its parts, and the steps
 * of all its loops together. One that cannot be evaluated lets nothing pass.
 */
final class CelRule implements Rule {
    private static final int LONGEST = 2048;
    private static final int MOST_NODES = 500;
    private static final int DEEPEST = 32;
    private static final int MOST_LOOP_STEPS = 1000;
    private static final int LARGEST_REGEX = 500;
    private static final String FIELD = "spec.expression";

    private static final Cel CEL = CelFactory.standardCelBuilder()
            .setOptions(CelOptions.current()
                    .maxExpressionCodePointSize(LONGEST)
                    .maxParseExpressionNodeCount(MOST_NODES)
                    .maxParseRecursionDepth(DEEPEST)
                    .comprehensionMaxIterations(MOST_LOOP_STEPS)
                    .maxRegexProgramSize(LARGEST_REGEX)
                    .build())
            .setStandardMacros(dev.cel.parser.CelStandardMacro.STANDARD_MACROS)
            .addVar("action", SimpleType.STRING)
            .addVar("actor", SimpleType.STRING)
            .addVar("vm", MapType.create(SimpleType.STRING, SimpleType.DYN))
            .addVar("host", MapType.create(SimpleType.STRING, SimpleType.DYN))
            .addVar("project", MapType.create(SimpleType.STRING, SimpleType.DYN))
            .setResultType(SimpleType.BOOL)
            .build();

    private final CelRuntime.Program program;
    private final String message;

    private CelRule(CelRuntime.Program program, String message) {
        this.program = program;
        this.message = message;
    }

    /**
     * {@code INVALID} when it is no expression, when it answers something else than true or false, and when it fails where
     * there is no VM or label that it asks for.
     *
     * @param message what the refused are told; null for the expression itself
     */
    static CelRule of(String expression, @Nullable String message) {
        try {
            CelAbstractSyntaxTree tree = CEL.compile(expression).getAst();
            CelRule rule = new CelRule(
                    CEL.createProgram(tree), message == null ? "the expression does not hold: " + expression : message);
            rule.holds(new Attempt("someone", "vm.provision", null, null, Proposal.NOTHING));
            return rule;
        } catch (CelValidationException e) {
            throw KloigosException.invalid(FIELD, "is no CEL expression that answers true or false: " + e.getMessage());
        } catch (CelEvaluationException e) {
            throw KloigosException.invalid(
                    FIELD,
                    "fails where there is not all that it asks for (" + e.getMessage()
                            + "); ask with has() first, as in !has(vm.labels.owner) || vm.labels.owner == actor");
        }
    }

    @Override
    public Optional<String> objection(Attempt attempt) {
        try {
            return Rule.unless(holds(attempt), message);
        } catch (CelEvaluationException e) {
            return Optional.of("its expression cannot be evaluated for this: " + e.getMessage());
        }
    }

    private boolean holds(Attempt attempt) throws CelEvaluationException {
        return Boolean.TRUE.equals(program.eval(attempt.variables()));
    }
}

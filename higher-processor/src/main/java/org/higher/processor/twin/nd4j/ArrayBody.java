package org.higher.processor.twin.nd4j;

import com.palantir.javapoet.CodeBlock;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.lang.model.element.Modifier;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.nd4j.ArrayMethod.Effect;
import org.higher.processor.types.Nd4j;
import org.higher.processor.types.RuntimeTypes;

/** The calls of ND4J in a body, on tensors. */
public final class ArrayBody {
    private final ArrayCalls calls;
    private final Map<MethodInvocationTree, Change> changes;
    private final Function<Tree, CodeBlock> copy;
    private final Problem.Sink problems;
    private final Map<Tree, ArrayMethod> known = new IdentityHashMap<>();

    /** Truth values that become numbers at once. */
    private final Set<Tree> cast = Collections.newSetFromMap(new IdentityHashMap<>());

    /** A call whose text is copied next. */
    private Optional<Tree> verbatim = Optional.empty();

    private ArrayBody(
            ArrayCalls calls,
            Map<MethodInvocationTree, Change> changes,
            Function<Tree, CodeBlock> copy,
            Problem.Sink problems) {
        this.calls = calls;
        this.changes = changes;
        this.copy = copy;
        this.problems = problems;
    }

    /**
     * For a method or a class; {@code copy} gives the code for a part of it.
     *
     * @param problems takes calls that there is no code for
     */
    public static ArrayBody of(
            ClassSource source, Tree code, Function<Tree, CodeBlock> copy, Problem.Sink problems) {
        ArrayCalls calls = ArrayCalls.in(source, code);
        Map<MethodInvocationTree, Change> changes = Ownership.in(source.names(), calls, code);
        return new ArrayBody(calls, changes, copy, problems);
    }

    /** The methods of ND4J that were found, by what they are named with. */
    public Map<Tree, ArrayMethod> known() {
        return Collections.unmodifiableMap(known);
    }

    /** The code for a tree; empty if its text can stay, apart from what is inside. */
    public Optional<CodeBlock> rewrite(Tree tree) {
        if (verbatim.isPresent() && verbatim.get() == tree) {
            verbatim = Optional.empty();
            return Optional.empty();
        }
        if (tree instanceof VariableTree variable && isAssigned(variable)) {
            return Optional.of(reassigned(variable));
        }
        calls.foreign(tree)
                .ifPresent(
                        field ->
                                problems.report(
                                        Message.UNSUPPORTED_ARRAYS,
                                        tree,
                                        field.getSimpleName(),
                                        "an array of " + field.getEnclosingElement()));
        if (tree instanceof MemberReferenceTree reference) {
            calls.owner(reference)
                    .ifPresent(
                            owner ->
                                    problems.report(
                                            Message.ARRAY_METHOD,
                                            reference,
                                            reference,
                                            "a lambda that calls it"));
        }
        if (tree instanceof MethodInvocationTree call) {
            return calls.owner(call).flatMap(owner -> call(call, owner));
        }
        return Optional.empty();
    }

    private boolean isAssigned(VariableTree variable) {
        return variable.getModifiers().getFlags().contains(Modifier.FINAL)
                && variable.getInitializer() != null
                && changes.values().stream()
                        .anyMatch(c -> c.isAssigned() && c.variable().orElseThrow() == variable);
    }

    /** A constant variable that is given another array. */
    private CodeBlock reassigned(VariableTree variable) {
        CodeBlock type =
                variable.getType() == null ? CodeBlock.of("var") : copy.apply(variable.getType());
        return CodeBlock.of(
                "$L $L = $L;", type, variable.getName(), copy.apply(variable.getInitializer()));
    }

    private Optional<CodeBlock> call(MethodInvocationTree call, String owner) {
        Optional<ArrayMethod> row = calls.row(call);
        if (row.isEmpty()) {
            if (!isAccessor(owner, ArrayCalls.name(call))) {
                problems.report(
                        Message.ARRAY_METHOD,
                        call,
                        owner.substring(owner.lastIndexOf('.') + 1) + "." + ArrayCalls.name(call),
                        Nearest.to(owner, ArrayCalls.name(call)));
            }
            return Optional.empty();
        }
        return code(call, row.get());
    }

    /** {@code Nd4j.nn()} and {@code Nd4j.math()}, whose methods are in the table. */
    private static boolean isAccessor(String owner, String name) {
        return owner.equals(ArrayMethod.ND4J) && Set.of("nn", "math").contains(name);
    }

    private Optional<CodeBlock> code(MethodInvocationTree call, ArrayMethod row) {
        known.put(call.getMethodSelect(), row);
        Optional<ExpressionTree> target = ArrayCalls.target(row, call);
        if (row.effect() == Effect.MASK && !cast.contains(call)) {
            problems.report(Message.ARRAY_TRUTH, call, call);
        }
        if (row.name().equals("castTo")) {
            target.map(ClassSource::bare).ifPresent(cast::add);
        }
        if (row.code().equals(ArrayMethod.CONSTANT)) {
            return Optional.of(constant(call));
        }
        Optional<Change> change = Optional.ofNullable(changes.get(call));
        if (row.effect() == Effect.CHANGE && change.isEmpty()) {
            problems.report(
                    Message.CHANGES_ARRAY, call, ArrayCalls.name(call), Nearest.copying(row));
        }
        return row.code().equals(ArrayMethod.SAME)
                ? Optional.empty()
                : Optional.of(assigned(change, filled(row, call)));
    }

    private static CodeBlock assigned(Optional<Change> change, CodeBlock value) {
        if (change.isEmpty() || !change.get().isAssigned()) {
            return value;
        }
        String variable = change.get().variable().orElseThrow().getName().toString();
        return CodeBlock.of(change.get().isStatement() ? "$L = $L" : "($L = $L)", variable, value);
    }

    /** What ND4J makes, without arrays to make it of. */
    private CodeBlock constant(MethodInvocationTree call) {
        call.getArguments().stream()
                .filter(a -> calls.type(a).filter(Nd4j::mentionsArrays).isPresent())
                .findFirst()
                .ifPresent(
                        a ->
                                problems.report(
                                        Message.ARRAY_METHOD,
                                        call,
                                        call.getMethodSelect() + " of arrays",
                                        "Nd4j.concat(int,INDArray...)"));
        verbatim = Optional.of(call);
        return CodeBlock.of("$T.constant($L)", RuntimeTypes.ND_ARRAYS, copy.apply(call));
    }

    /** The code of a row, with the parts of a call in it. */
    private CodeBlock filled(ArrayMethod row, MethodInvocationTree call) {
        CodeBlock.Builder out = CodeBlock.builder();
        String code = row.code();
        int at = 0;
        while (at < code.length()) {
            char c = code.charAt(at);
            if (c == '$') {
                boolean receiver = at + 2 < code.length() && code.charAt(at + 2) == '.';
                out.add(part(call, code.charAt(at + 1), receiver));
                at += 2;
            } else if (c == '#') {
                boolean second = code.startsWith("##", at);
                out.add("$T", second ? RuntimeTypes.ND_REDUCTIONS : RuntimeTypes.ND_ARRAYS);
                at += second ? 2 : 1;
            } else if (code.startsWith(", $*", at) && call.getArguments().isEmpty()) {
                at += 4;
            } else {
                out.add("$L", c);
                at++;
            }
        }
        return out.build();
    }

    private CodeBlock part(MethodInvocationTree call, char which, boolean receiver) {
        List<? extends ExpressionTree> arguments = call.getArguments();
        if (which == '*') {
            return arguments.stream().map(copy).collect(CodeBlock.joining(", "));
        }
        ExpressionTree part =
                which == '0'
                        ? ((MemberSelectTree) call.getMethodSelect()).getExpression()
                        : arguments.get(which - '1');
        CodeBlock code = copy.apply(part);
        return receiver && !isPrimary(part) ? CodeBlock.of("($L)", code) : code;
    }

    private static boolean isPrimary(ExpressionTree e) {
        return e instanceof IdentifierTree
                || e instanceof MemberSelectTree
                || e instanceof MethodInvocationTree
                || e instanceof ParenthesizedTree
                || e instanceof ArrayAccessTree
                || e instanceof NewClassTree
                || e instanceof LiteralTree;
    }
}

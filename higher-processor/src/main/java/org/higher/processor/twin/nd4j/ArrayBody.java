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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.nd4j.methods.ArrayMethod;
import org.higher.processor.twin.nd4j.methods.ArrayMethod.Effect;
import org.higher.processor.twin.nd4j.methods.Nearest;
import org.higher.processor.types.Nd4j;
import org.higher.processor.types.RuntimeTypes;

/** The calls of ND4J in a body, on tensors. */
public final class ArrayBody {
    /** Methods of {@code Nd4j} that give others, which are in the table. */
    private static final Set<String> ACCESSORS = Set.of("nn", "math", "linalg");

    private final ArrayCalls calls;
    private final Map<MethodInvocationTree, Change> changes;
    private final LocalVariables variables;
    private final ReadNumbers numbers;
    private final NumberCode numberCode;
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
            LocalVariables variables,
            ReadNumbers numbers,
            Function<Tree, CodeBlock> copy,
            Problem.Sink problems) {
        this.calls = calls;
        this.changes = changes;
        this.variables = variables;
        this.numbers = numbers;
        this.numberCode = new NumberCode(numbers, copy, this::read, problems);
        this.copy = copy;
        this.problems = problems;
    }

    /**
     * For a method or a class; {@code copy} gives the code for a part of it.
     *
     * @param copied whether the twin has a copy of a type
     * @param problems takes calls that there is no code for
     */
    public static ArrayBody of(
            ClassSource source,
            Tree code,
            Predicate<TypeElement> copied,
            Function<Tree, CodeBlock> copy,
            Problem.Sink problems) {
        ArrayCalls calls = ArrayCalls.in(source, copied, code);
        LocalVariables variables = new LocalVariables(source.names());
        Map<MethodInvocationTree, Change> changes =
                Ownership.in(variables, calls, NewResults.in(source, copied), code);
        ReadNumbers numbers = ReadNumbers.in(calls, variables, code);
        return new ArrayBody(calls, changes, variables, numbers, copy, problems);
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
        Optional<CodeBlock> number = numberCode.rewrite(tree);
        if (number.isPresent()) {
            return number;
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
        return code(call, ofNumber(call, row.get()));
    }

    /** A number that was read from an array is a tensor. */
    private ArrayMethod ofNumber(MethodInvocationTree call, ArrayMethod row) {
        if (!ReadNumbers.isOperation(row) || !numbers.isOne(call.getArguments().get(0))) {
            return row;
        }
        String operation = ReadNumbers.operation(row);
        String code =
                operation.equals("assign") ? "#Writes.fill($0, $1)" : "$0." + operation + "($1)";
        return new ArrayMethod(row.owner(), row.name() + "(Number)", code, row.effect());
    }

    private CodeBlock read(MethodInvocationTree call) {
        ArrayMethod row = calls.row(call).orElseThrow();
        known.put(call.getMethodSelect(), row);
        return filled(row.code(), call);
    }

    /** Whether a method only leads to those of the table. */
    public static boolean isAccessor(String owner, String name) {
        return owner.equals(ArrayMethod.ND4J) && ACCESSORS.contains(name);
    }

    private Optional<CodeBlock> code(MethodInvocationTree call, ArrayMethod row) {
        known.put(call.getMethodSelect(), row);
        Optional<ExpressionTree> target = ArrayCalls.target(row, call);
        if (row.effect() == Effect.MASK && !cast.contains(call)) {
            problems.report(Message.ARRAY_TRUTH, call, call);
        }
        if (row.name().equals("castTo") || row.name().equals("getInt")) {
            target.map(ClassSource::bare).ifPresent(cast::add);
        }
        if (row.code().equals(ArrayMethod.CONSTANT) && numbers.isScalar(call)) {
            return Optional.of(filled("#Numbers.scalar($1)", call));
        }
        if (row.code().equals(ArrayMethod.CONSTANT)) {
            return Optional.of(constant(call));
        }
        if (returnsPart(row) && !numbers.isStatement(call)) {
            problems.report(
                    Message.ARRAY_METHOD,
                    call,
                    row.name() + " for its result, which is a part,",
                    "a statement of its own");
        }
        Optional<Change> change = Optional.ofNullable(changes.get(call));
        if (row.effect() == Effect.CHANGE && change.isEmpty()) {
            problems.report(
                    Message.CHANGES_ARRAY, call, ArrayCalls.name(call), remedy(call, row, target));
        }
        return row.code().equals(ArrayMethod.SAME)
                ? Optional.empty()
                : Optional.of(assigned(change, filled(row.code(), call)));
    }

    /** What to write instead of a change that an assignment cannot make. */
    private String remedy(
            MethodInvocationTree call, ArrayMethod row, Optional<ExpressionTree> target) {
        if (target.filter(this::isView).isPresent()) {
            return Nearest.INTO_VIEW;
        }
        return call.getArguments().stream()
                .filter(this::isView)
                .filter(a -> target.filter(t -> isOf(a, t)).isPresent())
                .findFirst()
                .map(a -> a + ".dup()")
                .orElseGet(() -> kept(call, row, target));
    }

    /** A call that makes a new array; as a statement, with a variable that is given the array. */
    private String kept(
            MethodInvocationTree call, ArrayMethod row, Optional<ExpressionTree> target) {
        String name = Nearest.copying(row);
        if (!numbers.isStatement(call) || target.isEmpty() || !Nearest.isRenamed(row)) {
            return name;
        }
        String made =
                String.format(
                        "%s.%s(%s)",
                        target.get(),
                        name,
                        call.getArguments().stream()
                                .map(Tree::toString)
                                .collect(Collectors.joining(", ")));
        boolean free =
                variables
                        .named(target.get())
                        .filter(v -> !v.getModifiers().getFlags().contains(Modifier.FINAL))
                        .isPresent();
        return free ? target.get() + " = " + made : "a variable that is given " + made;
    }

    private boolean isView(ExpressionTree e) {
        return ClassSource.bare(e) instanceof MethodInvocationTree call
                && calls.row(call).filter(r -> r.effect() == Effect.VIEW).isPresent();
    }

    /** Whether a view is one of a variable that is named. */
    private static boolean isOf(ExpressionTree view, ExpressionTree variable) {
        return ((MethodInvocationTree) ClassSource.bare(view)).getMethodSelect()
                        instanceof MemberSelectTree s
                && s.getExpression().toString().equals(variable.toString());
    }

    /** Whether a change of an array returns a view of what was changed. */
    private static boolean returnsPart(ArrayMethod row) {
        return Set.of("put", "putRow", "putColumn").contains(row.name());
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
    private CodeBlock filled(String code, MethodInvocationTree call) {
        CodeBlock.Builder out = CodeBlock.builder();
        int at = 0;
        while (at < code.length()) {
            char c = code.charAt(at);
            if (c == '$') {
                boolean receiver = at + 2 < code.length() && code.charAt(at + 2) == '.';
                out.add(part(call, code.charAt(at + 1), receiver));
                at += 2;
            } else if (c == '#') {
                int dot = code.indexOf('.', at);
                out.add("$T", RuntimeTypes.ND_ARRAYS.peerClass("Nd" + code.substring(at + 1, dot)));
                at = dot;
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

package org.higher.processor.optimizer.rule;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.higher.processor.names.Meaning;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;

/** Which methods the calls in a rule's bodies mean: its own, those of {@code Math}, others. */
public final class Calls {
    private static final Set<String> MATH = Set.of("java.lang.Math", "java.lang.StrictMath");

    /** Classes whose methods only look at a number, unless they return one. */
    private static final Set<String> READERS =
            Set.of(
                    "java.lang.Double",
                    "java.lang.Float",
                    "java.lang.String",
                    "java.lang.StringBuilder",
                    "java.io.PrintStream");

    private static final Set<String> MAKERS = Set.of("scalar", "full");

    private final ClassSource source;
    private final Kinds kinds;
    private final Types types;
    private final Elements elements;

    public Calls(ClassSource source, Kinds kinds, Types types, Elements elements) {
        this.source = source;
        this.kinds = kinds;
        this.types = types;
        this.elements = elements;
    }

    /** The function of {@code java.lang.Math} that is called. */
    public Optional<String> math(MethodInvocationTree call) {
        ExpressionTree select = call.getMethodSelect();
        if (select instanceof MemberSelectTree s) {
            return source.names()
                    .type(s.getExpression())
                    .filter(Calls::isMath)
                    .map(t -> s.getIdentifier().toString());
        }
        return select instanceof IdentifierTree id
                        && source.names().of(id) instanceof Meaning.Methods m
                        && isMath(m.candidates().get(0).getEnclosingElement())
                ? Optional.of(id.getName().toString())
                : Optional.empty();
    }

    private static boolean isMath(Element type) {
        return MATH.contains(((TypeElement) type).getQualifiedName().toString());
    }

    /**
     * The methods of the rule itself, called on this object or statically, that a call may mean.
     */
    public List<ExecutableElement> own(MethodInvocationTree call) {
        boolean onSelf =
                call.getMethodSelect() instanceof IdentifierTree
                        || call.getMethodSelect() instanceof MemberSelectTree s
                                && isRule(s.getExpression());
        return onSelf
                ? bestFit(
                        source.typing().candidates(call).stream()
                                .filter(m -> m.getEnclosingElement().equals(source.type()))
                                .toList(),
                        call.getArguments())
                : List.of();
    }

    /** Whether a qualifier is {@code this} or the rule's name. */
    public boolean isRule(ExpressionTree qualifier) {
        return source.isThis(qualifier)
                || source.names().type(qualifier).filter(source.type()::equals).isPresent();
    }

    /** The field that is read by a call of a record's implicit accessor. */
    public Optional<VariableElement> accessed(MethodInvocationTree call) {
        return own(call).stream()
                .filter(m -> m.getParameters().isEmpty() && source.body(m).isEmpty())
                .flatMap(m -> source.names().field(source.type(), m.getSimpleName()).stream())
                .findFirst();
    }

    // ---- methods of others

    /** The methods that a call of something else may mean. */
    public List<ExecutableElement> external(MethodInvocationTree call) {
        if (!isUnknown(call)) {
            return source.typing().candidates(call);
        }
        // most likely a tensor's; CallInspection looks
        CharSequence name = ((MemberSelectTree) call.getMethodSelect()).getIdentifier();
        return source.names().methods(tensor(), name).stream()
                .filter(m -> fitsCount(m, call.getArguments().size()))
                .toList();
    }

    /** Whether the type of what a method is called on takes inference to know. */
    public boolean isUnknown(MethodInvocationTree call) {
        return call.getMethodSelect() instanceof MemberSelectTree
                && source.typing().candidates(call).isEmpty();
    }

    /** Whether a method is an operation of tensors. */
    public static boolean isOperation(Element method) {
        return method.getEnclosingElement()
                .toString()
                .startsWith(Annotations.TENSOR.packageName() + ".");
    }

    /** The constructors that a creation may mean. */
    public List<ExecutableElement> constructors(NewClassTree creation) {
        return source
                .typing()
                .named(creation.getIdentifier())
                .flatMap(Annotations::element)
                .map(t -> ElementFilter.constructorsIn(t.getEnclosedElements()))
                .orElse(List.of())
                .stream()
                .filter(c -> fitsCount(c, creation.getArguments().size()))
                .toList();
    }

    private static boolean fitsCount(ExecutableElement method, int arguments) {
        return method.isVarArgs() || method.getParameters().size() == arguments;
    }

    /** The one that takes tensors for the lifted arguments, with as few conversions as possible. */
    public Optional<ExecutableElement> overload(
            List<ExecutableElement> candidates,
            List<? extends ExpressionTree> arguments,
            Predicate<ExpressionTree> lifted) {
        Predicate<ExecutableElement> exact =
                m -> all(m, arguments, (p, a) -> takes(p, a, lifted, false));
        Predicate<ExecutableElement> converting =
                m -> all(m, arguments, (p, a) -> takes(p, a, lifted, true));
        return candidates.stream()
                .filter(exact)
                .findFirst()
                .or(() -> candidates.stream().filter(converting).findFirst());
    }

    private boolean takes(
            TypeMirror parameter,
            ExpressionTree argument,
            Predicate<ExpressionTree> lifted,
            boolean converting) {
        if (lifted.test(argument)) {
            return Annotations.isTensor(parameter);
        }
        boolean convertible = Annotations.isTensor(parameter) && Kinds.isNumber(kinds.of(argument));
        return convertible ? converting : accepts(parameter, argument);
    }

    /** Whether the parameter for an argument is a tensor. */
    public static boolean takesTensor(ExecutableElement method, int argument) {
        return argument < method.getParameters().size()
                && Annotations.isTensor(method.getParameters().get(argument).asType());
    }

    /** Whether a call that returns a {@code double} returns a tensor when given tensors. */
    public boolean liftsResult(MethodInvocationTree call, Predicate<ExpressionTree> lifted) {
        if (call.getArguments().stream().noneMatch(lifted)) {
            return false;
        }
        List<ExecutableElement> candidates = external(call);
        boolean plain =
                bestFit(candidates, call.getArguments()).stream()
                        .anyMatch(m -> Kinds.of(m.getReturnType()) == Kinds.Kind.REAL);
        return plain
                && overload(candidates, call.getArguments(), lifted)
                        .filter(m -> Annotations.isTensor(m.getReturnType()))
                        .isPresent();
    }

    /** Whether a method only reads its numbers, as printing does. */
    public boolean reads(List<ExecutableElement> candidates) {
        return !candidates.isEmpty()
                && candidates.stream()
                        .allMatch(
                                m ->
                                        READERS.contains(m.getEnclosingElement().toString())
                                                && !Kinds.isNumber(Kinds.of(m.getReturnType())));
    }

    /** Whether a call makes a tensor of one number: {@code Tensor.scalar} or {@code full}. */
    public boolean makesTensor(MethodInvocationTree call) {
        List<ExecutableElement> candidates = source.typing().candidates(call);
        return candidates.stream().anyMatch(m -> MAKERS.contains(m.getSimpleName().toString()))
                && candidates.get(0).getEnclosingElement().equals(tensor());
    }

    private TypeElement tensor() {
        return elements.getTypeElement(Annotations.TENSOR.canonicalName());
    }

    /** Whether a call certainly changes nothing: of {@code Math}, a tensor, or a record's field. */
    public boolean isPure(MethodInvocationTree call) {
        List<ExecutableElement> candidates = source.typing().candidates(call);
        return math(call).isPresent()
                || !candidates.isEmpty() && candidates.stream().allMatch(this::isPure);
    }

    private boolean isPure(ExecutableElement method) {
        Element owner = method.getEnclosingElement();
        return isOperation(method)
                || owner.getKind() == ElementKind.RECORD && method.getParameters().isEmpty();
    }

    // ---- a little overload resolution

    /** Those that take the arguments, as far as their types are known; exact ones first. */
    private List<ExecutableElement> bestFit(
            List<ExecutableElement> candidates, List<? extends ExpressionTree> arguments) {
        List<ExecutableElement> fitting =
                candidates.stream().filter(m -> all(m, arguments, this::accepts)).toList();
        List<ExecutableElement> exact =
                fitting.stream().filter(m -> all(m, arguments, this::isExactly)).toList();
        return exact.isEmpty() ? fitting : exact;
    }

    private boolean accepts(TypeMirror parameter, ExpressionTree argument) {
        Kinds.Kind kind = kinds.of(argument);
        if (kind == Kinds.Kind.REAL) {
            return Kinds.of(parameter) == Kinds.Kind.REAL || !parameter.getKind().isPrimitive();
        }
        if (kind == Kinds.Kind.INTEGRAL) {
            return Kinds.isNumber(Kinds.of(parameter)) || !parameter.getKind().isPrimitive();
        }
        return source.typing()
                .of(argument)
                .map(t -> types.isAssignable(types.erasure(t), types.erasure(parameter)))
                .orElse(true);
    }

    private boolean isExactly(TypeMirror parameter, ExpressionTree argument) {
        if (Kinds.isNumber(kinds.of(argument))) {
            return Kinds.of(parameter) == kinds.of(argument);
        }
        return source.typing()
                .of(argument)
                .map(t -> types.isSameType(types.erasure(t), types.erasure(parameter)))
                .orElse(true);
    }

    private interface Fit {
        boolean test(TypeMirror parameter, ExpressionTree argument);
    }

    /** Whether every argument fits the parameter it is for; those of varargs count as fitting. */
    private static boolean all(
            ExecutableElement method, List<? extends ExpressionTree> arguments, Fit fit) {
        int fixed = method.getParameters().size() - (method.isVarArgs() ? 1 : 0);
        return arguments.size() >= fixed
                && IntStream.range(0, fixed)
                        .allMatch(
                                i ->
                                        fit.test(
                                                method.getParameters().get(i).asType(),
                                                arguments.get(i)));
    }
}

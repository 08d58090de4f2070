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
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Types;
import org.higher.processor.names.MathCalls;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;

/**
 * Call resolution: which methods the calls in a rule's bodies mean, and what is known of them.
 *
 * <p>They are the rule's own methods, those of {@code java.lang.Math}, or those of others.
 */
public record Calls(ClassSource source, OverloadResolution overloads) {
    /** Classes whose methods only look at a number, unless they return one. */
    private static final Set<String> READERS =
            Set.of(
                    "java.lang.Double",
                    "java.lang.Float",
                    "java.lang.String",
                    "java.lang.StringBuilder",
                    "java.io.PrintStream");

    private static final Set<String> MAKERS = Set.of("scalar", "full");

    static Calls in(ClassSource source, ValueKinds kinds, Types types) {
        return new Calls(source, new OverloadResolution(source.typing(), kinds, types));
    }

    /** The function of {@code java.lang.Math} that is called. */
    public Optional<String> math(MethodInvocationTree call) {
        return new MathCalls(source.names()).function(call);
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
                ? overloads.bestFit(
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

    /** The field that is read by a call of an accessor that nobody wrote: a record's, Lombok's. */
    public Optional<VariableElement> accessed(MethodInvocationTree call) {
        return own(call).stream()
                .filter(m -> m.getParameters().isEmpty())
                .flatMap(
                        m ->
                                source.body(m).isEmpty()
                                        ? source
                                                .names()
                                                .field(source.type(), m.getSimpleName())
                                                .stream()
                                        : source.gotten(m).stream())
                .findFirst();
    }

    /** The methods that a call of something else may mean. */
    public List<ExecutableElement> external(MethodInvocationTree call) {
        if (!isUnknown(call)) {
            return source.typing().candidates(call);
        }
        // most likely a tensor's; CallInspection looks
        CharSequence name = ((MemberSelectTree) call.getMethodSelect()).getIdentifier();
        return source.names().methods(tensor(), name).stream()
                .filter(m -> OverloadResolution.fitsCount(m, call.getArguments().size()))
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
                .filter(c -> OverloadResolution.fitsCount(c, creation.getArguments().size()))
                .toList();
    }

    /** Whether a call that returns a {@code double} returns a tensor when given tensors. */
    public boolean liftsResult(MethodInvocationTree call, Predicate<ExpressionTree> lifted) {
        if (call.getArguments().stream().noneMatch(lifted)) {
            return false;
        }
        List<ExecutableElement> candidates = external(call);
        boolean plain =
                overloads.bestFit(candidates, call.getArguments()).stream()
                        .anyMatch(m -> ValueKind.of(m.getReturnType()) == ValueKind.REAL);
        return plain
                && overloads
                        .lifted(candidates, call.getArguments(), lifted)
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
                                                && !ValueKind.of(m.getReturnType()).isNumber());
    }

    /** Whether a call makes a tensor of one number: {@code Tensor.scalar} or {@code full}. */
    public boolean makesTensor(MethodInvocationTree call) {
        List<ExecutableElement> candidates = source.typing().candidates(call);
        return candidates.stream().anyMatch(m -> MAKERS.contains(m.getSimpleName().toString()))
                && candidates.get(0).getEnclosingElement().equals(tensor());
    }

    private TypeElement tensor() {
        return source.elements().getTypeElement(Annotations.TENSOR.canonicalName());
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

    /** Whether a method is the accessor of a record's component. */
    public static boolean isAccessor(ExecutableElement method) {
        return method.getEnclosingElement().getKind() == ElementKind.RECORD
                && method.getParameters().isEmpty()
                && method.getEnclosingElement().getEnclosedElements().stream()
                        .anyMatch(
                                f ->
                                        f.getKind().isField()
                                                && f.getSimpleName()
                                                        .equals(method.getSimpleName()));
    }
}

package org.higher.processor.twin.nd4j;

import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import org.higher.processor.text.ClassSource;

/** Methods of the user's that return new arrays only, which nothing else holds. */
final class NewResults {
    private static final Set<Modifier> EXACT =
            Set.of(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL);

    private final ClassSource source;
    private final Predicate<TypeElement> copied;
    private final Map<ExecutableElement, Boolean> known;

    private NewResults(
            ClassSource source,
            Predicate<TypeElement> copied,
            Map<ExecutableElement, Boolean> known) {
        this.source = source;
        this.copied = copied;
        this.known = known;
    }

    static NewResults in(ClassSource source, Predicate<TypeElement> copied) {
        return new NewResults(source, copied, new HashMap<>());
    }

    /** Whether a call can only mean methods whose results are new. */
    boolean areOf(MethodInvocationTree call) {
        List<ExecutableElement> candidates = source.typing().candidates(call);
        boolean above =
                call.getMethodSelect() instanceof MemberSelectTree s
                        && ClassSource.isSuper(s.getExpression());
        return !candidates.isEmpty()
                && candidates.stream().allMatch(m -> (above || isExact(m)) && isNew(m));
    }

    /** Whether no other method can be called in the place of one. */
    private static boolean isExact(ExecutableElement method) {
        return method.getModifiers().stream().anyMatch(EXACT::contains)
                || method.getEnclosingElement().getModifiers().contains(Modifier.FINAL);
    }

    private boolean isNew(ExecutableElement method) {
        Boolean before = known.putIfAbsent(method, false); // one that calls itself is none
        if (before != null) {
            return before;
        }
        TypeElement owner = (TypeElement) method.getEnclosingElement();
        if (!source.hasTree(owner)) {
            return false;
        }
        ClassSource declared = owner.equals(source.type()) ? source : source.other(owner);
        boolean isNew = declared.tree(method).filter(m -> isNew(declared, m)).isPresent();
        known.put(method, isNew);
        return isNew;
    }

    private boolean isNew(ClassSource declared, MethodTree method) {
        return Optional.ofNullable(method.getBody()).isPresent()
                && Ownership.returnsNew(
                        new LocalVariables(declared.names()),
                        ArrayCalls.in(declared, copied, method),
                        new NewResults(declared, copied, known),
                        method);
    }
}

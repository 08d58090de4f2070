package org.higher.processor.twin.state;

import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import javax.lang.model.element.TypeElement;
import org.jspecify.annotations.Nullable;

/** Code that makes parameters: {@code Tensor.parameter(...)}, {@code withRequiresGrad(true)}. */
public final class NewParameters {
    private NewParameters() {}

    /** Whether an expression makes one. */
    public static boolean areIn(@Nullable Tree expression) {
        boolean[] found = {false};
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMethodInvocation(
                    MethodInvocationTree tree, @Nullable Void unused) {
                found[0] |= isOne(tree);
                return super.visitMethodInvocation(tree, null);
            }
        }.scan(expression, null);
        return found[0];
    }

    /** Whether the source of a class, where there is one, makes some. */
    public static boolean areMadeBy(TypeElement type, Trees trees) {
        return areIn(trees.getTree(type));
    }

    /** Whether a call makes one. */
    public static boolean isOne(MethodInvocationTree call) {
        if (call.getMethodSelect() instanceof MemberSelectTree select) {
            String owner = select.getExpression().toString();
            return select.getIdentifier().contentEquals("parameter")
                            && (owner.equals("Tensor") || owner.endsWith(".Tensor"))
                    || select.getIdentifier().contentEquals("withRequiresGrad")
                            && call.getArguments().get(0) instanceof LiteralTree value
                            && Boolean.TRUE.equals(value.getValue());
        }
        return call.getMethodSelect().toString().equals("parameter");
    }
}

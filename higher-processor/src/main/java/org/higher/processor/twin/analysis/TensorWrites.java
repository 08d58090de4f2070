package org.higher.processor.twin.analysis;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.jspecify.annotations.Nullable;

/** The methods that change a tensor in place, and what to do instead. */
public final class TensorWrites {
    private static final String BACKWARD = "backward";

    private static final Set<String> CHANGING = Set.of("assign", "zeroGrad", BACKWARD);

    private TensorWrites() {}

    /** Whether a method of a tensor with this name changes it. */
    public static boolean isWrite(CharSequence method) {
        return CHANGING.contains(method.toString());
    }

    /** Whether it changes other tensors than its own, those that it was computed from. */
    public static boolean isBackward(String method) {
        return method.equals(BACKWARD);
    }

    /**
     * What may change a tensor in a body that is not attributed yet: enough to leave a method out
     * of the twin that forward does not need.
     */
    static List<Problem> suspected(ClassSource source, BlockTree body) {
        List<Problem> found = new ArrayList<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
                suspect(tree, tree.getExpression(), tree.getIdentifier().toString());
                return super.visitMemberSelect(tree, null);
            }

            @Override
            public @Nullable Void visitMemberReference(
                    MemberReferenceTree tree, @Nullable Void unused) {
                suspect(tree, tree.getQualifierExpression(), tree.getName().toString());
                return super.visitMemberReference(tree, null);
            }

            private void suspect(Tree at, ExpressionTree receiver, String method) {
                Optional<TypeMirror> type = source.typing().receiver(receiver);
                if (isWrite(method) && type.map(Annotations::isTensor).orElse(true)) {
                    Optional<VariableElement> field = source.written(receiver);
                    found.add(problem(at, at.toString(), receiver, method, field));
                }
            }
        }.scan(body, null);
        return found;
    }

    /** What there is to say about a call that is known to change a tensor which it is given. */
    public static Problem problem(Tree at, String what) {
        return problem(at, what, null, "", Optional.empty());
    }

    /**
     * What there is to say about a method that changes its tensor.
     *
     * @param receiver the tensor
     * @param field the field that holds it, if it is one
     */
    public static Problem problem(
            Tree at,
            String what,
            @Nullable ExpressionTree receiver,
            String method,
            Optional<VariableElement> field) {
        return new Problem(Message.WRITES_TENSOR, at, what, remedy(receiver, method, field));
    }

    private static String remedy(
            @Nullable ExpressionTree receiver, String method, Optional<VariableElement> field) {
        if (method.equals(BACKWARD)) {
            return "take gradients with Grad.of(loss).with(weights)";
        }
        if (method.equals("zeroGrad")) {
            return "forget gradients where they are taken, outside of forward";
        }
        if (receiver == null || field.isEmpty()) {
            return "return the new tensor, and let a @Buffer field hold it";
        }
        VariableElement f = field.get();
        String assignment = "write " + receiver + " = ...";
        if (!Annotations.isBuffer(f)) {
            return "annotate " + f.getSimpleName() + " @Buffer and " + assignment;
        }
        boolean isConstant = f.getModifiers().contains(Modifier.FINAL);
        return Annotations.isTensor(f.asType()) && isConstant
                ? "make " + f.getSimpleName() + " not final and " + assignment
                : assignment;
    }
}

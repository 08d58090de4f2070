package org.higher.processor.optimizer.analysis;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.VariableElement;
import org.higher.processor.optimizer.rule.Rule;
import org.jspecify.annotations.Nullable;

/** The fields of a rule that its steps read. */
final class UsedFields {
    private UsedFields() {}

    /** The rule's own fields that the methods mention, in declaration order. */
    static List<VariableElement> of(Rule rule, Collection<MethodTree> methods) {
        Set<VariableElement> mentioned = new HashSet<>();
        for (MethodTree method : methods) {
            new TreeScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                    if (tree instanceof IdentifierTree || tree instanceof MemberSelectTree) {
                        rule.source().ownField((ExpressionTree) tree).ifPresent(mentioned::add);
                    } else if (tree instanceof MethodInvocationTree call) {
                        rule.calls().accessed(call).ifPresent(mentioned::add);
                    }
                    return super.scan(tree, null);
                }
            }.scan(method.getBody(), null);
        }
        return rule.source().fields().stream().filter(mentioned::contains).toList();
    }
}

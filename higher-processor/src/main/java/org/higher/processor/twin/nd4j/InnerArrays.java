package org.higher.processor.twin.nd4j;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Name;
import org.higher.processor.names.Meaning;
import org.higher.processor.names.Names;
import org.higher.processor.types.Nd4j;
import org.jspecify.annotations.Nullable;

/**
 * The expressions that are arrays as classes inside copied code declare them: names of their
 * fields, and calls of their methods.
 */
final class InnerArrays extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final Names names;
    private final Deque<ClassTree> around = new ArrayDeque<>();
    private final Set<Tree> found = Collections.newSetFromMap(new IdentityHashMap<>());

    private InnerArrays(Names names) {
        this.names = names;
    }

    static Set<Tree> in(Names names, Tree code) {
        InnerArrays scan = new InnerArrays(names);
        scan.scan(code, null);
        return scan.found;
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        around.push(tree);
        super.visitClass(tree, null);
        around.pop();
        return null;
    }

    @Override
    public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
        add(tree, tree, tree.getName(), VariableTree.class);
        return null;
    }

    @Override
    public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
        if (isThis(tree.getExpression())) {
            add(tree, tree.getExpression(), tree.getIdentifier(), VariableTree.class);
        }
        return super.visitMemberSelect(tree, null);
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
        Tree select = tree.getMethodSelect();
        if (select instanceof IdentifierTree id) {
            add(tree, id, id.getName(), MethodTree.class);
        } else if (select instanceof MemberSelectTree s && isThis(s.getExpression())) {
            add(tree, s.getExpression(), s.getIdentifier(), MethodTree.class);
        }
        return super.visitMethodInvocation(tree, null);
    }

    private static boolean isThis(Tree tree) {
        return tree instanceof IdentifierTree id && id.getName().contentEquals("this");
    }

    /** Adds an expression whose name is that of an array in the innermost class that has it. */
    private void add(Tree expression, Tree name, Name member, Class<? extends Tree> kind) {
        if (names.of(name) != Meaning.Opaque.INSIDE_BODY) {
            return;
        }
        around.stream()
                .map(c -> declared(c, member, kind))
                .filter(d -> !d.isEmpty())
                .findFirst()
                .filter(d -> d.stream().allMatch(this::isArray))
                .ifPresent(d -> found.add(expression));
    }

    /** What a class declares by a name; a record has an accessor for each component. */
    private static List<Tree> declared(ClassTree type, Name name, Class<? extends Tree> kind) {
        Stream<Tree> methods =
                type.getMembers().stream()
                        .filter(m -> m instanceof MethodTree d && d.getName().equals(name))
                        .map(m -> ((MethodTree) m).getReturnType());
        Stream<Tree> fields =
                type.getMembers().stream()
                        .filter(m -> m instanceof VariableTree d && d.getName().equals(name))
                        .map(m -> ((VariableTree) m).getType());
        List<Tree> written = (kind == MethodTree.class ? methods : fields).toList();
        return written.isEmpty() && kind == MethodTree.class && type.getKind() == Tree.Kind.RECORD
                ? declared(type, name, VariableTree.class)
                : written;
    }

    private boolean isArray(Tree type) {
        return names.type(type).filter(Nd4j::isArray).isPresent();
    }
}

package org.higher.processor.twin.hierarchy;

import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.names.Meaning;
import org.higher.processor.text.ClassSource;
import org.jspecify.annotations.Nullable;

/** The fields that copied methods mention; a setting that none of them mentions is not needed. */
public final class Mentions {
    private final Set<Element> fields = new HashSet<>();

    /** Of whatever object they are. */
    private final Set<String> names = new HashSet<>();

    public static Mentions in(Hierarchy hierarchy, Collection<ExecutableElement> methods) {
        Mentions mentions = new Mentions();
        for (ExecutableElement method : methods) {
            mentions.look(
                    hierarchy.source(method).orElseThrow(), hierarchy.body(method).orElseThrow());
        }
        return mentions;
    }

    /** Adds what other copied code mentions. */
    public void add(ClassSource source, Tree code) {
        look(source, code);
    }

    /** Adds the field that a record's accessor returns. */
    public void add(ExecutableElement accessor) {
        names.add(accessor.getSimpleName().toString());
    }

    public boolean contain(VariableElement field) {
        return fields.contains(field) || names.contains(field.getSimpleName().toString());
    }

    private void look(ClassSource source, Tree body) {
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
                if (source.names().of(tree) instanceof Meaning.Field field) {
                    fields.add(field.field());
                }
                return null;
            }

            @Override
            public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
                Optional<VariableElement> own = source.ownField(tree);
                own.ifPresent(fields::add);
                if (own.isEmpty()) {
                    names.add(tree.getIdentifier().toString());
                }
                return super.visitMemberSelect(tree, null);
            }
        }.scan(body, null);
    }
}

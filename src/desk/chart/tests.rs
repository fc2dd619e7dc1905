use super::*;

#[test]
fn a_text_is_cut_where_it_does_not_fit() {
    #[track_caller]
    fn check(text: &str, width: f64, expected: &str) {
        assert_eq!(fitted(text, width, 10.0), expected);
    }
    check("Terror financing", 100.0, "Terror financing");
    check("Terror  \n financing", 100.0, "Terror financing");
    check("Terror financing", 60.0, "Terror fin…");
    check("Terror financing", 42.0, "Terror…");
    check("恐怖主义融资", 40.0, "恐怖…");
    check("", 40.0, "");
    check("Terror", 0.0, "…");
}

#[test]
fn what_is_cut_is_never_wider_than_its_room() {
    let text = "Wörter, words & слова — 知道 😀 (1,234 %)";
    for width in 10..400 {
        let cut = fitted(text, f64::from(width), 10.0);
        assert!(wide(&cut, 10.0) <= f64::from(width) || cut == "…", "{width}: {cut}");
        assert_eq!(cut == text, wide(text, 10.0) <= f64::from(width), "{width}: {cut}");
    }
}

fn mark(act: Option<Act>) -> Chart {
    let fill = Fill::of(Some(Colour([1, 2, 3])), 0.5);
    let bar = Shape::Rect { x: 0.0, y: 1.5, width: 10.0 / 3.0, height: 8.0, radius: 2.0, fill };
    let line = Shape::Line { from: (0.0, -0.001), to: (2.0, 3.0), thickness: 2.0, colour: None };
    let shapes = vec![bar, line, Shape::text(1.0, 2.0, 13.0, "A <b>\"&").bold().anchored(Anchor::End)];
    let mark = Mark { label: "A <b>\"&: 3".to_owned(), act, item: ItemId::new("a"), shapes };
    let shapes = vec![Shape::Mark(mark)];
    Chart { title: "T".to_owned(), about: "About.".to_owned(), width: 10.0, height: 12.0, shapes }
}

#[test]
fn a_mark_is_a_button_of_the_page() {
    let act = Act::Panel("outline".to_owned(), "item:a".to_owned());
    let drawn = mark(Some(act)).draw("title", "about").to_json();
    assert_eq!(
        drawn,
        concat!(
            r#"["svg",{"viewBox":"0 0 10 12","width":"0.63rem","height":"0.75rem","class":"chart","#,
            r#""role":"graphics-document document","aria-labelledby":"title","aria-describedby":"about"},"#,
            r#"["g",["g",{"class":"mark","role":"button","tabindex":"0","aria-label":"A <b>\"&: 3","#,
            r#""data-act":"panel outline item:a","data-item":"a"},["title","A <b>\"&: 3"],"#,
            r##"["rect",{"x":"0","y":"1.5","width":"3.33","height":"8","rx":"2","fill":"#010203","class":"own","##,
            r#""fill-opacity":"0.5"}],"#,
            r#"["line",{"x1":"0","y1":"0","x2":"2","y2":"3","stroke-width":"2","stroke":"currentColor"}]],"#,
            r#"["g",{"aria-hidden":"true"},["text",{"x":"1","y":"2","font-size":"13","font-weight":"600","text-anchor":"end","#,
            r#""fill":"currentColor"},"A <b>\"&"]]]]"#,
        )
    );
    let idle = mark(None).draw("title", "about").to_json();
    assert!(idle.contains(r#"["g",{"role":"img","aria-label""#) && !idle.contains("tabindex"), "{idle}");
}

#[test]
fn a_file_has_colours_of_its_own() {
    let file = Chart { width: 300.0, ..mark(None) }.svg("All <articles>");
    let read = roxmltree::Document::parse(&file).expect("is XML");
    assert_eq!(read.root_element().tag_name().namespace(), Some("http://www.w3.org/2000/svg"));
    let of = |tag: &str| {
        let nodes = read.descendants().filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", tag)));
        nodes.filter_map(|node| node.text()).collect::<Vec<_>>().join("|")
    };
    assert_eq!(of("title"), "T · All <articles>|A <b>\"&: 3");
    assert_eq!(of("text"), "T|All <articles>|A <b>\"&");
    assert_eq!(of("desc"), "About.");
    assert!(file.contains("fill=\"#211f1b\"") && !file.contains("currentColor"));
}

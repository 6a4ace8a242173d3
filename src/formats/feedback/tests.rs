//! Comments as people, programs and pages write them.

use super::*;

fn read_as(name: &str, text: &str) -> Comments {
    read(Path::new(name), text.as_bytes()).expect("a text")
}

fn said(comments: &Comments) -> Vec<(u32, &str, &str)> {
    comments.list.iter().map(|one| (one.time, one.author.as_str(), one.text.as_str())).collect()
}

fn comment(time: u32, author: &str, text: &str) -> Comment {
    Comment { time, author: author.to_owned(), text: text.to_owned(), ..Comment::default() }
}

#[test]
fn plain_lines_are_read_as_people_write_them() {
    let text = "# to the mix\n1:23 the bass is too loud\n> 1:30.5 [Ann] yes,\n> and muddy\n\n[0:05] - good start\n1:02:03-1:02:09 the end\n";
    let found = read_as("notes.txt", text);
    assert_eq!(found.faults, []);
    let expected = [
        (83_000, "", "the bass is too loud"),
        (90_500, "Ann", "yes, and muddy"),
        (5_000, "", "good start"),
        (3_723_000, "", "the end"),
    ];
    assert_eq!(said(&found), expected);
}

#[test]
fn what_cannot_be_read_is_told_with_its_line_and_the_rest_is_read() {
    let cases = [
        (
            "a.txt",
            "0:01 good\n1:99 bad\nmore\n\nhello\n2:00\n0:02 good\n",
            vec![
                "a.txt:2: `1:99` is no time; expected a time such as 1:23, 1:23.4, 1:02:03 or a number of seconds",
                "a.txt:3: `more` has no time; expected a time and words, such as `1:23 the bass is too loud`",
                "a.txt:5: `hello` has no time; expected a time and words, such as `1:23 the bass is too loud`",
                "a.txt:6: there are no words behind the time; expected a time and words, such as `1:23 the bass is too loud`",
            ],
        ),
        (
            "a.csv",
            "time,text\n0:01,good\nsoon,bad\n0:03,\n0:02,good\n",
            vec![
                "a.csv:3: `soon` is no time; expected a time such as 1:23, 1:23.4, 1:02:03 or a number of seconds",
                "a.csv:4: there is no text; expected words in the column `text`",
            ],
        ),
        (
            "a.json",
            "[\n{\"time\": 1, \"text\": \"good\"},\n{\"text\": \"bad\"},\n7,\n{\"time\": \"0:02\", \"text\": \"good\"}]",
            vec![
                "a.json:3: a comment has no `time`; expected an object such as {\"time\": 83.4, \"author\": \"Ann\", \"text\": \"too loud\"}",
                "a.json:4: a comment is no object; expected an object such as {\"time\": 83.4, \"author\": \"Ann\", \"text\": \"too loud\"}",
            ],
        ),
        (
            "a.vtt",
            "WEBVTT\n\n00:01.000 --> 00:02.000\ngood\n\nname\nbad\n\n2 --> 99:99\nbad\n\n00:02.000 --> 00:03.000\ngood\n",
            vec![
                "a.vtt:6: a cue has no span of time; expected a span such as `00:01:23.400 --> 00:01:26.400`, then a line of text",
                "a.vtt:9: `99:99` is no time; expected a span such as `00:01:23.400 --> 00:01:26.400`, then a line of text",
            ],
        ),
    ];
    for (name, text, told) in cases {
        let found = read_as(name, text);
        assert_eq!(found.faults.iter().map(|fault| fault.told(name)).collect::<Vec<_>>(), told);
        assert_eq!(said(&found), [(1_000, "", "good"), (2_000, "", "good")], "{name}");
    }
    for (name, text) in
        [("a.csv", "a,b\n1,2\n"), ("a.csv", "time,text\n0:01,\"x"), ("a.json", "{\"comments\": 7}")]
    {
        let found = read_as(name, text);
        assert_eq!((found.list.len(), found.faults.len()), (0, 1), "{text}");
    }
}

#[test]
fn each_form_reads_what_it_writes() {
    let all = Comment {
        track: "One, Two".to_owned(),
        written: "2026-12-24T10:00:00Z".to_owned(),
        state: "done".to_owned(),
        ..comment(83_456, "Ann, \"B\"", "too <loud> & \"muddy\";\nfar")
    };
    for form in FORMS {
        let path = format!("a.{}", form.ending);
        let written = write(Path::new(&path), &[all.clone(), comment(90_000, "", "yes")]).expect("a form");
        let found = read_as(&path, &written);
        assert_eq!(found.faults, [], "{written}");
        let text = if form.ending == "txt" { all.text.replace('\n', " ") } else { all.text.clone() };
        assert_eq!(said(&found), [(83_456, "Ann, \"B\"", text.as_str()), (90_000, "", "yes")], "{written}");
        if matches!(form.ending, "json" | "csv") {
            assert_eq!(found.list[0], all);
        }
    }
    assert!(
        write(Path::new("a.doc"), &[])
            .is_err_and(|told| told.contains("expected .json, .csv, .vtt, .srt, .txt"))
    );
}

#[test]
fn a_file_without_an_ending_is_known_by_its_beginning() {
    assert_eq!(said(&read_as("mail", "[0:05] hello")), [(5_000, "", "hello")]);
    assert_eq!(said(&read_as("mail", "0:05 hello")), [(5_000, "", "hello")]);
    assert_eq!(
        said(&read_as("download", "[{\"at\": \"0:05\", \"comment\": \"hello\"}]")),
        [(5_000, "", "hello")]
    );
    let semicolons = "Track;Time;Who;Comment\nA;0:05;Ann;\"hello; you\"\n";
    assert_eq!(said(&read_as("table.CSV", semicolons)), [(5_000, "Ann", "hello; you")]);
}

//! The names that fields are known by in the exports of Jira, ServiceNow, Zendesk, Freshdesk, GitLab, Redmine, Bugzilla,
//! Linear, Azure DevOps and in spreadsheets: by their letters and digits, the surest first.

use super::Field;

pub(super) const KNOWN: &[(Field, &str)] = &[
    (
        Field::Key,
        "issuekey key ticketkey ticketid ticketnumber ticketno ticket number incidentnumber incidentid requestnumber requestid \
         casenumber caseid issuenumber taskid id issueid iid bugid # no nr ref reference issue uuid jirakey workitemid cardid",
    ),
    (
        Field::Title,
        "summary title subject shortdescription shortdesc headline issuetitle tickettitle taskname request topic name what task \
         cardname betreff titel zusammenfassung",
    ),
    (
        Field::Description,
        "description details longdescription body content text notes carddescription beschreibung problemdescription",
    ),
    (
        Field::Category,
        "category requestcategory ticketcategory customerrequesttype requesttype categoryname kategorie catalogitem catitem \
         servicecategory tickettype type",
    ),
    (
        Field::Priority,
        "priority prio urgency severity prioritaet priorität",
    ),
    (
        Field::Requester,
        "reporter requester requestedby requestedfor callerid caller requestername openedby submittedby submitter reportedby \
         raisedby customer customername author authorusername createdby creator syscreatedby contact requesteremail fullname email \
         from user who melder",
    ),
    (
        Field::Team,
        "requestingteam requesterteam team department organization organisation organizations businessunit company",
    ),
    (
        Field::Assignee,
        "assignee assignedto assigned assigneename assigneeusername agent agentname owner handledby technician resolvedby bearbeiter",
    ),
    (Field::Labels, "labels label tags tag"),
    (
        Field::Created,
        "created createdat createddate createdon creationdate createddatetime createdtime createtime datecreated openedat opened \
         openeddate openedon opendate opentime dateopened submittedat submitted submitteddate requestedat requestdate requestedon \
         reportedat reported reporteddate syscreatedon syscreatedat erstellt erstelltam startedat startdate starttime start date \
         datum timestamp time",
    ),
    (
        Field::Changed,
        "updated updatedat updateddate updatedon lastupdated lastupdate lastupdatedat lastupdateddate lastupdatetime modified \
         modifiedat modifieddate lastmodified lastmodifieddate changed changedat changeddate dateupdated sysupdatedon sysupdatedat \
         lastactivitydate aktualisiert",
    ),
    (
        Field::Closed,
        "resolved resolvedat resolveddate resolvedon resolvedtime resolutiondate resolutiontime dateresolved closed closedat \
         closeddate closedon closedtime closedate closetime dateclosed finished finishedat finisheddate finishdate completed \
         completedat completeddate completedon completiondate datecompleted doneat donedate done solved solvedat canceled \
         cancelled endedat enddate endtime end erledigt erledigtam",
    ),
    (
        Field::Status,
        "status state incidentstate bugstatus ticketstatus ticketstate issuestatus issuestate stage currentstatus statuscategory",
    ),
    (
        Field::Minutes,
        "timespent σtimespent timespentseconds timespentminutes timespenthours spenttime minutes minutesspent timeworked \
         timeworkedminutes workminutes worklogminutes effortminutes hours hoursspent hoursworked efforthours actualhours seconds",
    ),
    (
        Field::Comments,
        "comments commentcount commentscount numberofcomments comment kommentare",
    ),
    (Field::Url, "url link weburl htmlurl issueurl ticketurl permalink"),
    (Field::Resolution, "resolution statereason closecode closedcode"),
    (Field::Components, "components component componentss"),
    (Field::IssueType, "issuetype workitemtype tracker type tickettype"),
    (Field::Subcategory, "subcategory subtype usymptom symptom"),
];
